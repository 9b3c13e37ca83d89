import { deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../../support/random.js';
import { damaged } from './bytes.js';
import { hostileText, oneOf, times } from './hostile-values.js';
import { bytesOf, type RawRequest, withHeader } from './http-request.js';

type Mutate = (request: RawRequest, random: Random) => RawRequest;

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'QUERY',
  'PROPFIND',
  'BREW',
];
const places = [
  '//',
  '/..',
  '/%2e%2e/',
  '/%00',
  '/%',
  '%ff',
  '?',
  '?a=1&a=2',
  '?a[]=1&__proto__[x]=1',
  '#x',
  ' x',
  ';a=b',
];
const headers = [
  'host',
  'origin',
  'referer',
  'accept',
  'range',
  'if-none-match',
  'sec-fetch-site',
  'traceparent',
  'last-event-id',
  'authorization',
  'x-api-key',
  'inference-header-content-length',
  'x-request-id',
  'x-forwarded-for',
  'cookie',
];
const lengths = ['-1', '0', '1', '99999999999999999999', '1e3', '0x10', '', '5, 6', '10 MB'];
const types = [
  '',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'application/x-seamline-picture',
  'x',
  'application/json, text/css',
];

/** The body in chunks, the sizes of which may be nonsense. */
function chunked(request: RawRequest, random: Random): RawRequest {
  const size = oneOf(
    [request.body.length.toString(16), 'zz', '-1', 'ffffffffffffffff', '5;x=y', '0'],
    random,
  );
  const body = Buffer.concat([Buffer.from(`${size}\r\n`), request.body, Buffer.from('\r\n0\r\n\r\n')]);
  const headers = request.headers.filter(([name]) => random.below(4) === 0 || name !== 'content-length');
  return {
    ...request,
    headers: [...headers, ['transfer-encoding', oneOf(['chunked', 'chunked, chunked', 'gzip', 'x'], random)]],
    body,
    endsAfter: body.length,
  };
}

function encodedBody(request: RawRequest, random: Random): RawRequest {
  const compress = oneOf([gzipSync, deflateSync, (bytes: Uint8Array) => damaged(bytes, random)], random);
  const body = compress(request.body);
  const encoding = oneOf(['gzip', 'deflate', 'br', 'zstd', 'identity', 'x'], random);
  return withHeader(
    { ...withHeader(request, 'content-encoding', encoding), body },
    'content-length',
    String(body.length),
  );
}

function withOtherBody(request: RawRequest, random: Random): RawRequest {
  const body = damaged(request.body, random);
  return withHeader({ ...request, body }, 'content-length', String(body.length));
}

/** The server knows where the request ends. */
const changes: readonly Mutate[] = [
  (request, random) => ({ ...request, method: oneOf(methods, random) }),
  (request, random) => ({ ...request, target: request.target + oneOf(places, random) }),
  (request, random) => ({ ...request, target: request.target.replace('/', `/${oneOf(places, random)}/`) }),
  (request, random) => ({
    ...request,
    target: oneOf(
      ['*', '', 'http://other.example/brokers', '/'.repeat(9_000), `/${'a'.repeat(60_000)}`],
      random,
    ),
  }),
  (request, random) => withHeader(request, 'content-type', oneOf(types, random)),
  (request, random) => withHeader(request, oneOf(headers, random), hostileText(random)),
  (request) => withHeader(withHeader(request, 'connection', 'upgrade'), 'upgrade', 'websocket'),
  (request, random) => ({
    ...request,
    headers: [...request.headers, ...times(random.below(3_000), (at) => [`x-${at}`, 'y'] as const)],
  }),
  withOtherBody,
];

/** The server may wait for bytes that never come. */
const breaks: readonly Mutate[] = [
  (request, random) => ({
    ...request,
    version: oneOf(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'HTTPS/1.1', ''], random),
  }),
  (request, random) => withHeader(request, 'content-length', oneOf(lengths, random)),
  (request, random) => ({
    ...request,
    headers: [...request.headers, ['content-length', oneOf(lengths, random)]],
  }),
  (request) => withHeader(request, 'expect', '100-continue'),
  (request, random) => ({ ...request, headers: request.headers.filter(() => random.below(2) === 0) }),
  (request, random) => ({ ...request, endsAfter: random.below(request.body.length + 1) }),
  chunked,
  encodedBody,
];

export interface Sent {
  readonly bytes: Uint8Array;
  /** The client gives up where nothing comes, because the server may wait for more. */
  readonly givesUp: boolean;
}

/** The request changed in some way, and perhaps its bytes too, or with another request behind it. */
export function mutated(request: RawRequest, other: RawRequest, random: Random): Sent {
  let result = request;
  for (let left = random.below(3); left > 0; left -= 1) result = oneOf(changes, random)(result, random);
  const way = random.below(20);
  if (way < 5) return { bytes: bytesOf(oneOf(breaks, random)(result, random)), givesUp: true };
  const bytes = bytesOf(result);
  if (way === 5) return { bytes: damaged(bytes, random), givesUp: true };
  if (way === 6) return { bytes: bytes.subarray(0, random.below(bytes.length)), givesUp: true };
  if (way === 7) return { bytes: random.bytes(1 + random.below(300)), givesUp: true };
  if (way > 8) return { bytes, givesUp: false };
  const headers = result.headers.filter(([name]) => name !== 'connection');
  const several = [{ ...result, headers }, { ...other, headers }, other].map(bytesOf);
  return { bytes: Buffer.concat(several), givesUp: true };
}
