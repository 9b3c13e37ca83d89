import { gzipSync } from 'node:zlib';
import { loadSync, type MethodDefinition } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';
import type { Random } from '../../support/random.js';
import { png } from '../hostile/png.js';
import { damaged } from './bytes.js';
import { hostileText, oneOf, times } from './hostile-values.js';

const proto = fileURLToPath(new URL('../../../src/api/inference/open-inference.proto', import.meta.url));
const service = loadSync(proto, { keepCase: true })['inference.GRPCInferenceService'] as unknown as Readonly<
  Record<string, MethodDefinition<object, object>>
>;
const methods = Object.values(service);

/** A call as HTTP/2 carries it: it need not be one. */
export interface RawCall {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The client leaves, instead of ending its side. */
  readonly leaves: boolean;
}

const picture = png({ width: 28, height: 28 });
const names = ['fashion-mnist', 'fashion-mnist', 'fashion-mnist', '', 'nobody'];
const versions = ['', '', '1', '2', '-1', '9'.repeat(30)];
const wholes = [0, 1, 28, 784, -1, 4_096, 4_097, 2 ** 31, Number.MAX_SAFE_INTEGER];

const text = (usual: readonly string[], random: Random) =>
  random.below(6) === 0 ? hostileText(random) : oneOf(usual, random);

function parameters(random: Random): object {
  const name = text(
    ['classification', 'binary_data', 'priority', 'timeout', 'sequence_id', 'shared_memory_region'],
    random,
  );
  const value = oneOf<object>(
    [
      { bool_param: true },
      { int64_param: oneOf(wholes, random) },
      { string_param: hostileText(random) },
      { double_param: NaN },
      { uint64_param: '18446744073709551615' },
      {},
    ],
    random,
  );
  return random.below(3) === 0 ? { [name]: value } : {};
}

/** The bytes of a tensor of whole pictures, the length of which may be another. */
function elements(random: Random): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(oneOf([picture.length, picture.length, 0, 2 ** 32 - 1, picture.length + 1], random));
  return Buffer.concat([length, random.below(2) === 0 ? picture : damaged(picture, random)]);
}

function tensor(random: Random) {
  const isPicture = random.below(2) === 0;
  const rows = oneOf([1, 1, 1, ...wholes], random);
  const contents = oneOf<object | undefined>(
    [
      undefined,
      undefined,
      { uint_contents: times(784, (at) => at % 256) },
      { uint_contents: [2 ** 32 - 1] },
      { bytes_contents: [picture] },
      { fp32_contents: [NaN, 1e38] },
      { int64_contents: ['9223372036854775807'] },
    ],
    random,
  );
  return {
    name: text(['image'], random),
    datatype: text([isPicture ? 'BYTES' : 'UINT8'], random),
    shape: isPicture ? [rows] : [rows, 28, 28, oneOf([1, 1, 1, 3, 0], random)],
    parameters: parameters(random),
    ...(contents && { contents }),
  };
}

/** A request of any method: protobuf ignores the fields that the method's message lacks. */
function requestOf(random: Random): object {
  const model = text(names, random);
  const version = text(versions, random);
  const inputs = times(oneOf([1, 1, 1, 0, 2, 40], random), () => tensor(random));
  const raw = inputs.map(() => (random.below(2) === 0 ? Buffer.alloc(784) : elements(random)));
  return {
    name: model,
    version,
    model_name: model,
    model_version: version,
    id: text(['mine', ''], random),
    ready: random.below(2) === 0,
    parameters: parameters(random),
    inputs,
    outputs: times(random.below(3), () => ({
      name: text(['label', 'probabilities'], random),
      parameters: parameters(random),
    })),
    raw_input_contents: random.below(3) === 0 ? [] : raw.slice(random.below(2)),
  };
}

/** A message with its flag and its length before it, which may be others. */
function framed(message: Uint8Array, random: Random): Buffer {
  const head = Buffer.alloc(5);
  const isUsual = random.below(5) > 0;
  head.writeUInt8(isUsual ? 0 : oneOf([0, 1, 2, 255], random));
  const length = message.length;
  head.writeUInt32BE(
    isUsual ? length : oneOf([length, 0, length + 1, Math.max(0, length - 1), 2 ** 31, 2 ** 32 - 1], random),
    1,
  );
  return Buffer.concat([head, message]);
}

function bodyOf(message: Buffer, random: Random): Buffer {
  const bytes = random.below(3) === 0 ? damaged(message, random) : message;
  const ways = [
    () => framed(bytes, random),
    () => framed(bytes, random),
    () => framed(bytes, random),
    () => Buffer.concat([framed(bytes, random), framed(bytes, random)]),
    () => Buffer.from(random.bytes(random.below(200))),
    () => framed(Buffer.from(random.bytes(random.below(200))), random),
    () => framed(gzipSync(bytes), random),
    () => Buffer.alloc(0),
  ];
  return oneOf(ways, random)();
}

const otherHeaders: readonly (readonly [string, string])[] = [
  ['content-type', 'application/json'],
  ['content-type', 'application/grpc+json'],
  ['content-type', 'application/grpc-web'],
  [':path', '/inference.GRPCInferenceService/Nothing'],
  [':path', '/grpc.health.v1.Health/Check'],
  [':path', '/'],
  [':path', '//ModelInfer'],
  [':method', 'GET'],
  ['grpc-timeout', '1n'],
  ['grpc-timeout', '99999999H'],
  ['grpc-timeout', 'soon'],
  ['grpc-encoding', 'gzip'],
  ['grpc-encoding', 'zstd'],
  ['grpc-accept-encoding', 'x'],
  ['x-bin', '!!!'],
  ['authorization', 'Bearer x'],
  ['x-api-key', 'x'.repeat(20_000)],
  ['traceparent', '../..'],
  ['x', 'y'.repeat(50_000)],
];

/** A call of any method, most of it as it should be. */
export function hostileCall(random: Random): RawCall {
  const method = oneOf(methods, random);
  const usual = {
    ':method': 'POST',
    ':path': method.path,
    'content-type': 'application/grpc',
    te: 'trailers',
  };
  const others = times(random.below(4) === 0 ? 1 + random.below(2) : 0, () => oneOf(otherHeaders, random));
  const body = bodyOf(method.requestSerialize(requestOf(random)), random);
  return { headers: { ...usual, ...Object.fromEntries(others) }, body, leaves: random.below(12) === 0 };
}
