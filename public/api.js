/** An answer that says no, or none at all (`status` 0: the server cannot be reached). */
export class ApiError extends Error {
  constructor(status, message, details = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** The JSON that the server answers. Throws an ApiError with the server's own words. */
export async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { accept: 'application/json', ...options.headers } });
  } catch {
    throw new ApiError(0, 'Seamline does not answer');
  }
  const body = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body;
  throw new ApiError(response.status, body?.message ?? `the server answered ${response.status}`, body);
}

export const brokers = () => ask('/brokers');
export const dataset = () => ask('/dataset');
export const request = (id) => ask(`/requests/${encodeURIComponent(id)}`);

export function predictions(id, { limit, wrongOnly }) {
  const query = new URLSearchParams({ limit, ...(wrongOnly && { wrong: 'true' }) });
  return ask(`/requests/${encodeURIComponent(id)}/predictions?${query}`);
}

/** `broker` may be empty: then the default one is meant. */
export function push(broker, form) {
  const path = broker ? `/${broker}/push-to-consumer` : '/push-to-consumer';
  return ask(path, { method: 'POST', body: new URLSearchParams(form) });
}
