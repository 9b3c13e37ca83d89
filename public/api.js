import { send } from './access.js';

/** An answer that says no, or none at all (`status` 0: the server cannot be reached). */
export class ApiError extends Error {
  constructor(status, message, details = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** The JSON that the server answers. Throws an ApiError with the server's own words. */
export async function ask(path, options) {
  return (await answerOf(path, options)).body;
}

async function answerOf(path, options = {}) {
  let response;
  try {
    response = await send(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'Seamline does not answer');
  }
  const body = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return { body, headers: response.headers };
  throw new ApiError(response.status, body?.message ?? `the server answered ${response.status}`, body);
}

/** `values` that are undefined or empty are left out. */
export function withQuery(path, values) {
  const given = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== '' && value !== false,
  );
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query ? `${path}?${query}` : path;
}

/** Sends `body` as JSON, or nothing. */
export function post(path, body) {
  if (body === undefined) return ask(path, { method: 'POST' });
  const headers = { 'content-type': 'application/json' };
  return ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const requestPath = (id) => `/requests/${encodeURIComponent(id)}`;

export const request = (id, signal) => ask(requestPath(id), { signal });

/** Forgets the unknown images of a request. */
export const resolve = (id) => post(`${requestPath(id)}/resolve`, { absent: 'all' });

export const requestPredictions = (id, query, signal) =>
  ask(withQuery(`${requestPath(id)}/predictions`, query), { signal });

export const predictions = (query, signal) => ask(withQuery('/predictions', query), { signal });

/**
 * The same until so many are found, in parts: `found`, so far, and `looked` of `of` rows. The server answers a part
 * within a second or so, however little matches.
 */
export async function* searchPredictions({ limit, ...query }, signal) {
  const found = [];
  let { before } = query;
  do {
    const path = withQuery('/predictions', { ...query, before, limit: limit - found.length });
    const { body, headers } = await answerOf(path, { signal });
    found.push(...body);
    before = headers.get('next-before') ?? undefined;
    const [looked, of] = (headers.get('looked-through') ?? '').split('/').map(Number);
    yield { found, looked, of, isOver: before === undefined || found.length >= limit };
  } while (before !== undefined && found.length < limit);
}

/** Where the picture of an image is. */
export const pictureOf = (imageId) => `/images/${encodeURIComponent(imageId)}`;

/** `broker` may be empty: then the default one is meant. */
export function push(broker, form) {
  const path = broker ? `/${broker}/push-to-consumer` : '/push-to-consumer';
  return ask(path, { method: 'POST', body: new URLSearchParams(form) });
}
