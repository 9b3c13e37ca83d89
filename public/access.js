import { h } from './dom.js';

/** Gone with the tab; no other site, and no other tab, sees it. */
const storedAs = 'seamline-key';
const key = sessionStorage.getItem(storedAs);

/** `fetch` with the key. Without a valid key it asks for one and never resolves: the page then reloads. */
export async function send(path, options = {}) {
  const response = await sendWith(key, path, options);
  if (response.status !== 401) return response;
  showSignIn(key ? 'The key is not, or no longer, known here.' : '');
  return new Promise(() => undefined);
}

/** The same, as a link of its own that a browser keeps as a file. */
export function download(path, text) {
  const link = h('a', { href: path, download: '' }, text);
  if (key) link.addEventListener('click', (event) => void save(event, path));
  return link;
}

/** Shows a picture; resolves once the browser knows what to load, or that it cannot be had. */
export async function showPicture(image, path) {
  if (!key) {
    image.src = path;
    return;
  }
  const response = await send(path).catch(() => undefined);
  if (!response?.ok) {
    image.dispatchEvent(new Event('error'));
    return;
  }
  const url = URL.createObjectURL(await response.blob());
  for (const end of ['load', 'error']) image.addEventListener(end, () => URL.revokeObjectURL(url));
  image.src = url;
}

/** An `<img>` of a path of ours. */
export function picture(path, attributes) {
  const image = h('img', attributes);
  void showPicture(image, path);
  return image;
}

/** The button that forgets the key, where there is one. */
export function signOutButton() {
  return key && h('button', { type: 'button', class: 'quiet', onclick: () => leave() }, 'Sign out');
}

function sendWith(secret, path, options) {
  const headers = { accept: 'application/json', ...options.headers };
  if (secret) headers.authorization = `Bearer ${secret}`;
  return fetch(path, { ...options, headers });
}

async function save(event, path) {
  event.preventDefault();
  const response = await send(path);
  if (!response.ok) return;
  const url = URL.createObjectURL(await response.blob());
  const [, name = path.split('/').at(-1).split('?')[0]] =
    /filename="?([^";]+)/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function leave() {
  sessionStorage.removeItem(storedAs);
  location.reload();
}

function showSignIn(said) {
  if (document.getElementById('sign-in')) return;
  const input = h('input', { type: 'password', autocomplete: 'off', required: true, name: 'key' });
  const problem = h('p', { class: 'error', role: 'alert' }, said);
  const form = h(
    'form',
    {},
    h('h2', { id: 'sign-in-title' }, 'Sign in'),
    h('label', {}, 'API key or token', input),
    problem,
    h('button', { type: 'submit' }, 'Sign in'),
  );
  const dialog = h('dialog', { id: 'sign-in', 'aria-labelledby': 'sign-in-title' }, form);
  // Without a key there is nothing behind it to go back to.
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void signIn(input.value.trim(), problem);
  });
  document.body.append(dialog);
  dialog.showModal();
}

async function signIn(secret, problem) {
  // What a header cannot carry is no key.
  const isPossible = /^[\x21-\x7e]+$/.test(secret);
  const response = isPossible
    ? await sendWith(secret, '/dataset', {}).catch(() => undefined)
    : { status: 401 };
  if (response?.ok) {
    sessionStorage.setItem(storedAs, secret);
    location.reload();
  } else if (response?.status === 401) problem.textContent = 'The key is not known here.';
  else if (response?.status === 403) problem.textContent = 'The key may not read, which the page must.';
  else problem.textContent = 'Seamline does not answer; try again.';
}
