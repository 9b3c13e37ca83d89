import { picture } from '../access.js';
import { ask, requestPredictions, withQuery } from '../api.js';
import { fill, h } from '../dom.js';
import { addressOf } from '../routes.js';
import { count, images, share } from '../words.js';

const waitSeconds = 20;
const mostShown = 8;

/** Takes pictures of the visitor's own, and shows what the model sees and says. */
export function uploadPanel(signal) {
  const input = h('input', { type: 'file', accept: 'image/*', multiple: true, class: 'unseen' });
  const zone = h(
    'label',
    { class: 'drop' },
    input,
    h('span', {}, 'Drop a picture here, or ', h('u', {}, 'choose one')),
  );
  const result = h('div', { class: 'uploads', 'aria-live': 'polite' });
  const send = (files) => void upload([...files], result, signal);
  input.addEventListener('change', () => {
    send(input.files);
    input.value = '';
  });
  takeDrops(zone, send);
  return h(
    'section',
    { class: 'panel upload', 'aria-labelledby': 'upload-title' },
    h('h2', { id: 'upload-title' }, 'Your own picture'),
    zone,
    result,
  );
}

function takeDrops(zone, send) {
  const mark = (event) => {
    event.preventDefault();
    zone.classList.toggle('over', event.type === 'dragenter' || event.type === 'dragover');
  };
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) zone.addEventListener(type, mark);
  zone.addEventListener('drop', ({ dataTransfer }) => send(dataTransfer.files));
}

async function upload(files, place, signal) {
  if (files.length === 0) return;
  fill(place, h('p', { class: 'meta' }, `Sending ${images(files.length)} …`));
  const body = new FormData();
  for (const file of files) body.append('file', file);
  try {
    const answer = await ask(`/images?wait=${waitSeconds}`, { method: 'POST', body, signal });
    const predictions = await requestPredictions(answer.requestId, { limit: mostShown }, signal);
    const dead = answer.images.filter(({ state }) => state === 'dead');
    const link = h('a', { href: addressOf.request(answer.requestId) }, 'its request ›');
    const bad = [...answer.refused, ...dead].slice(0, mostShown).map(died);
    fill(place, ...predictions.map(seen), ...bad, ending(answer, link));
  } catch (error) {
    if (!signal.aborted) fill(place, h('div', { role: 'alert' }, ...failed(error)));
  }
}

function ending({ complete, images: outcomes }, link) {
  if (!complete)
    return h('p', { class: 'meta' }, `No answer for ${waitSeconds} s: it waits in the broker, see `, link);
  const more = outcomes.length > mostShown ? `${count(outcomes.length)} pictures in all: ` : '';
  return h('p', { class: 'meta' }, more, link);
}

/** Where what a model was given can be seen. */
export const inputOf = ({ imageId, model, modelVersion }) =>
  withQuery(`/images/${encodeURIComponent(imageId)}/input`, { model, modelVersion });

function seen(prediction) {
  const image = picture(inputOf(prediction), { alt: 'what the model sees', width: 112, height: 112 });
  return h(
    'a',
    { class: 'seen', href: addressOf.image(prediction) },
    h('figure', {}, image, h('figcaption', {}, 'what the model sees')),
    ranking(prediction.top),
  );
}

/** The most likely labels with bars. */
export function ranking(top) {
  const rows = top
    .slice(0, 3)
    .map(({ label, confidence }) =>
      h(
        'li',
        {},
        h('span', { class: 'label' }, label),
        h('span', { class: 'bar', vars: { '--share': confidence } }),
        h('span', { class: 'percent' }, share(confidence)),
      ),
    );
  return h('ol', { class: 'ranking' }, ...rows);
}

/** Several files were refused: each with its reason. */
function failed({ message, details }) {
  return details?.refused?.slice(0, mostShown).map(died) ?? [h('p', { class: 'error' }, `${message}.`)];
}

function died({ file, code, reason }) {
  return h('p', { class: 'error' }, `${file}: ${code}, ${reason}`);
}
