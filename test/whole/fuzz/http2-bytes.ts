import type { Random } from '../../support/random.js';
import { damaged } from './bytes.js';
import { oneOf, times } from './hostile-values.js';

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const types = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goAway: 7,
  window: 8,
  continuation: 9,
};
/** `:method: POST`, `:scheme: http`, and a path, as HPACK writes them. */
const fields = Buffer.concat([Buffer.from([0x83, 0x86, 0x44, 0x05]), Buffer.from('/x/yz')]);

function hostileFrame(random: Random): Buffer {
  const stream = oneOf([0, 1, 1, 3, 2, 2 ** 31 - 1], random);
  const ways = [
    () => frame(types.headers, oneOf([4, 5, 0], random), stream, fields),
    () => frame(types.headers, 4, stream, random.bytes(random.below(60))),
    () => frame(types.data, oneOf([0, 1, 8], random), stream, random.bytes(random.below(60))),
    () =>
      frame(
        types.settings,
        oneOf([0, 1], random),
        oneOf([0, 1], random),
        random.bytes(6 * random.below(4) + oneOf([0, 1], random)),
      ),
    () =>
      frame(types.window, 0, stream, oneOf([Buffer.alloc(4), Buffer.alloc(4, 255), Buffer.alloc(3)], random)),
    () => frame(types.continuation, 0, stream, fields),
    () => frame(types.push, 4, stream, random.bytes(9)),
    () => frame(random.below(256), random.below(256), stream, random.bytes(random.below(20))),
    () => Buffer.concat(times(200, () => frame(types.ping, 0, 0, Buffer.alloc(8)))),
    () =>
      Buffer.concat(
        times(200, (at) =>
          Buffer.concat([
            frame(types.headers, 5, 2 * at + 1, fields),
            frame(types.reset, 0, 2 * at + 1, Buffer.alloc(4)),
          ]),
        ),
      ),
    () =>
      Buffer.concat([
        frame(types.headers, 0, 1, fields),
        ...times(200, () => frame(types.continuation, 0, 1, Buffer.alloc(20))),
      ]),
  ];
  return oneOf(ways, random)();
}

/** What a client of HTTP/2 must not send. */
export function hostileHttp2(random: Random): Buffer {
  const start = [preface, frame(types.settings, 0, 0, new Uint8Array())];
  const all = Buffer.concat([...start, ...times(1 + random.below(6), () => hostileFrame(random))]);
  return random.below(4) === 0 ? damaged(all, random) : all;
}
