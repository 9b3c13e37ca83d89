import { readFile } from 'node:fs/promises';
import { errorText, UnavailableError } from '../../../foundation/errors/app.error.js';

/** In milliseconds. A login waits for the token. */
const answerTimeoutMs = 10_000;
/** A token is fetched again a fifth of its life before it ends, at most so many milliseconds before. */
const longestMarginMs = 60_000;
const mostReasonCharacters = 200;

/** The token endpoint of an OpenID issuer, for the client credentials grant (RFC 6749, section 4.4). */
export interface TokenEndpoint {
  readonly tokenEndpointUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
}

interface Token {
  readonly value: string;
}

/** Reads the token again at every login, because another program renews the file. */
export function tokenOfFile(file: string): () => Promise<Token> {
  return async () => {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw unavailable(`the token file ${file} cannot be read: ${errorText(cause)}`, cause);
    });
    if (text.trim() === '') throw unavailable(`the token file ${file} is empty`);
    return { value: text.trim() };
  };
}

/** Fetches a token, and the next one shortly before that expires. Logins at the same time share one request. */
export function tokenOfEndpoint(endpoint: TokenEndpoint): () => Promise<Token> {
  let current: Promise<{ readonly value: string; readonly useUntil: number }> | undefined;
  return async () => {
    const known = await current?.catch(() => undefined);
    if (!known || performance.now() > known.useUntil) current = fetchToken(endpoint);
    return (current as Promise<Token>).then(({ value }) => ({ value }));
  };
}

async function fetchToken(endpoint: TokenEndpoint) {
  const asked = performance.now();
  const { status, body } = await ask(endpoint);
  const { access_token: value, expires_in: lifeSeconds } = body;
  const place = `the token endpoint ${endpoint.tokenEndpointUrl}`;
  if (status !== 200) {
    const reason = [body['error'], body['error_description']].filter((part) => typeof part === 'string');
    const text = reason.join(': ').slice(0, mostReasonCharacters);
    throw refused(`${place} answered ${status} for the client ${endpoint.clientId}${text && `: ${text}`}`);
  }
  if (typeof value !== 'string' || value === '')
    throw unavailable(`${place} answered without an access_token`);
  const lifeMs = Number(lifeSeconds ?? 0) * 1_000;
  return { value, useUntil: asked + lifeMs - Math.min(longestMarginMs, lifeMs / 5) };
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask({ tokenEndpointUrl: url, clientId, clientSecret, scope }: TokenEndpoint): Promise<Answer> {
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) });
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: form,
      headers: {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
        accept: 'application/json',
      },
      redirect: 'error',
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const body: unknown = await response.json().catch(() => undefined);
    return { status: response.status, body: typeof body === 'object' && body !== null ? { ...body } : {} };
  } catch (thrown) {
    const cause = (thrown as { readonly cause?: unknown }).cause ?? thrown;
    throw unavailable(`the token endpoint ${url} does not answer: ${errorText(cause)}`);
  }
}

const refused = (text: string) => new UnavailableError('BROKER_REFUSED', text);
const unavailable = (text: string, cause?: unknown) =>
  new UnavailableError('BROKER_UNAVAILABLE', text, { cause });
