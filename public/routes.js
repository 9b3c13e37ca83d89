/** Addresses of the page: everything has one that can be pasted into a ticket. */
export const addressOf = {
  request: (id) => `#/requests/${encodeURIComponent(id)}`,
  image: ({ imageId, seq }) =>
    `#/images/${encodeURIComponent(imageId)}${seq === undefined ? '' : `?seq=${seq}`}`,
  source: (imageSource) => `#/live?${new URLSearchParams({ imageSource })}`,
  key: (imageKey) => `#/live?${new URLSearchParams({ imageKey })}`,
  model: (name) => `#/models/${encodeURIComponent(name)}`,
  letter: (id) => `#/dead-letters/${id}`,
};

/** `#/requests/a%2Fb?wrong=true` → `{ name: 'requests', id: 'a/b', query }`; live when nothing is said. */
export function readAddress(hash) {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/');
  return {
    name: name || 'live',
    id: decoded(rest.join('/')),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** Replaces the query of the address without a new entry in the history. */
export function rememberQuery(query) {
  const [path] = location.hash.split('?');
  const text = new URLSearchParams(query).toString();
  history.replaceState(null, '', `${path || '#/live'}${text && `?${text}`}`);
}

function decoded(text) {
  try {
    return decodeURIComponent(text) || undefined;
  } catch {
    return text;
  }
}
