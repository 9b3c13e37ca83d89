import type { OpenApiDocument } from '../../../src/api/openapi/document.js';
import type { JsonSchema } from '../../../src/api/openapi/json-schema.js';
import type { Operation } from '../../../src/api/openapi/operation.js';
import type { Random } from '../../support/random.js';
import { png } from '../hostile/png.js';
import { damaged } from './bytes.js';
import { hostileJson, hostileText, oneOf } from './hostile-values.js';
import type { RawRequest } from './http-request.js';

export interface KnownOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Values of parameters under which there is something. By the name of the parameter. */
export type Known = Readonly<Record<string, readonly string[]>>;

export const operationsOf = ({ paths }: OpenApiDocument): KnownOperation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

const picture = png({ width: 28, height: 28 });

/** A request of the operation, most of it as it should be. */
export function requestOf(
  { method, path, operation }: KnownOperation,
  known: Known,
  random: Random,
): RawRequest {
  const valueOf = ({ name, schema }: Operation['parameters'][number]) =>
    parameterOf(name, schema, known, random);
  const inPath = new Map(
    operation.parameters.filter((one) => one.in === 'path').map((one) => [one.name, valueOf(one)]),
  );
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(inPath.get(name) ?? 'x'));
  const query = operation.parameters
    .filter((one) => one.in === 'query' && (one.required || random.below(3) === 0))
    .map((one) => `${one.name}=${encoded(valueOf(one))}`);
  const headers = operation.parameters
    .filter((one) => one.in === 'header' && random.below(3) === 0)
    .map((one) => [one.name, valueOf(one).replace(/[^\x20-\x7e]/g, '?')] as const);
  const { type, body } = bodyOf(operation, random);
  return {
    method,
    target: query.length > 0 ? `${target}?${query.join('&')}` : target,
    version: 'HTTP/1.1',
    headers: [
      ['host', 'localhost'],
      ['connection', 'close'],
      ...headers,
      ...(type ? [['content-type', type] as const, ['content-length', String(body.length)] as const] : []),
    ],
    body,
  };
}

function parameterOf(name: string, schema: JsonSchema, known: Known, random: Random): string {
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  // A longer wait is no hang.
  if (name === 'wait') return oneOf(['0', '1', '-1', 'x', '301'], random);
  if (random.below(8) === 0) return hostileText(random);
  if (known[name]) return oneOf(known[name], random);
  if (schema['type'] === 'boolean') return oneOf(['true', 'false'], random);
  if (minimum !== undefined || maximum !== undefined) {
    const bounds = [minimum, maximum].flatMap((bound) =>
      bound === undefined ? [] : [bound - 1, bound, bound + 1],
    );
    return String(oneOf(bounds, random));
  }
  return hostileText(random);
}

function encoded(text: string): string {
  return !/\p{Cs}/u.test(text) ? encodeURIComponent(text) : '%ED%A0%80';
}

function bodyOf(
  { requestBody }: Operation,
  random: Random,
): { readonly type?: string; readonly body: Uint8Array } {
  const contents = Object.entries(requestBody?.content ?? {});
  if (contents.length === 0) return { body: new Uint8Array() };
  const [type, { example }] = oneOf(contents, random);
  if (type.startsWith('multipart/')) return formOf(random);
  if (type.startsWith('image/')) return { type, body: pictureOf(random) };
  if (type === 'application/octet-stream') return { type, body: withTensor(random) };
  if (type === 'application/x-www-form-urlencoded') {
    const fields = Object.entries(Object(example) as object).map(
      ([name, value]) => `${name}=${String(value)}`,
    );
    return { type, body: Buffer.from(`${fields.join('&')}&x=${encoded(hostileText(random))}`) };
  }
  return { type, body: Buffer.from(hostileJson(example ?? {}, random)) };
}

const pictureOf = (random: Random): Uint8Array =>
  random.below(3) === 0 ? picture : damaged(picture, random);

function formOf(random: Random) {
  const field = (name: string, more: string, value: Uint8Array) => [
    Buffer.from(`--edge\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`),
    value,
    Buffer.from('\r\n'),
  ];
  const files = Array.from({ length: random.below(4) }, () =>
    field(
      'file',
      `; filename="${hostileText(random).replace(/[\r\n"]/g, '')}"\r\ncontent-type: image/png`,
      pictureOf(random),
    ),
  );
  const others = Array.from({ length: random.below(3) }, () =>
    field(
      oneOf(['wait', 'model', 'modelVersion', '__proto__', ''], random),
      '',
      Buffer.from(oneOf(['0', '1', 'x'], random)),
    ),
  );
  const body = Buffer.concat([...files, ...others, [Buffer.from('--edge--\r\n')]].flat());
  return {
    type: 'multipart/form-data; boundary=edge',
    body: random.below(2) === 0 ? body : damaged(body, random),
  };
}

/** A tensor of bytes that says another size than it has, perhaps. */
function withTensor(random: Random): Uint8Array {
  const said = oneOf([784, 0, 783, 785, 2 ** 31, -1, 1e308], random);
  const shape = [oneOf([1, 0, 2, 4096, 4097, 2 ** 40], random), 28, 28, oneOf([1, 3, 0], random)];
  const input = { name: 'image', datatype: 'UINT8', shape, parameters: { binary_data_size: said } };
  const request = { inputs: Array.from({ length: 1 + random.below(3) }, () => input) };
  return Buffer.concat([Buffer.from(JSON.stringify(request)), Buffer.alloc(random.below(2_000))]);
}
