import { fieldAt as at, mask, recordsAt } from '../../src/transport/drivers/kafka/kafkajs/batch-header.js';
import { crc32c } from '../../src/transport/drivers/kafka/kafkajs/crc32c.js';
import type { Random } from './random.js';

type Mutate = (batch: Buffer, random: Random) => Buffer;

/** Positions of fields of a batch's header. */
const fields = [0, at.length, at.epoch, at.magic, at.crc, at.attributes, at.lastDelta, at.count];

const overwrite = (batch: Buffer, start: number, bytes: Uint8Array): Buffer => {
  const changed = Buffer.from(batch);
  changed.set(bytes.subarray(0, Math.max(0, batch.length - start)), start);
  return changed;
};

/** A batch whose checksum is right: its sender wrote it so. */
export function resealed(batch: Buffer): Buffer {
  const sealed = Buffer.from(batch);
  sealed.writeInt32BE(sealed.length - at.epoch, at.length);
  sealed.writeUInt32BE(crc32c(sealed.subarray(at.attributes)), at.crc);
  return sealed;
}

/** The same records, as if another codec had compressed them. */
function withCodec(batch: Buffer, codec: number): Buffer {
  const changed = Buffer.from(batch);
  changed.writeInt16BE((batch.readInt16BE(at.attributes) & ~mask.codec) | codec, at.attributes);
  return resealed(changed);
}

/** The same bytes with one bit changed, within the first `length` bytes. */
function withOtherBit(batch: Buffer, random: Random, length: number): Buffer {
  const start = random.below(length);
  return overwrite(batch, start, Uint8Array.of((batch[start] ?? 0) ^ (1 << random.below(8))));
}

export const mutations: Readonly<Record<string, Mutate>> = {
  'a bit': (batch, random) => withOtherBit(batch, random, batch.length),
  'a bit of the header': (batch, random) => withOtherBit(batch, random, recordsAt),
  'a field of the header': (batch, random) => {
    const bytes = [random.bytes(4), Uint8Array.of(255, 255, 255, 255), new Uint8Array(4), new Uint8Array(2)];
    return overwrite(batch, fields[random.below(fields.length)] ?? 0, bytes[random.below(4)] as Uint8Array);
  },
  bytes: (batch, random) => overwrite(batch, random.below(batch.length), random.bytes(1 + random.below(40))),
  zeros: (batch, random) =>
    overwrite(batch, random.below(batch.length), new Uint8Array(1 + random.below(200))),
  'bytes lost': (batch, random) => {
    const start = random.below(batch.length);
    return Buffer.concat([batch.subarray(0, start), batch.subarray(start + 1 + random.below(60))]);
  },
  'bytes too many': (batch, random) => {
    const start = random.below(batch.length);
    return Buffer.concat([
      batch.subarray(0, start),
      random.bytes(1 + random.below(60)),
      batch.subarray(start),
    ]);
  },
  'an unknown codec': (batch, random) => withCodec(batch, 5 + random.below(3)),
  'another codec': (batch, random) => withCodec(batch, random.below(5)),
  'records, before the checksum': (batch, random) => {
    const start = recordsAt + random.below(batch.length - recordsAt);
    return resealed(overwrite(batch, start, random.bytes(1 + random.below(8))));
  },
  'the records cut, before the checksum': (batch, random) =>
    resealed(batch.subarray(0, recordsAt + random.below(batch.length - recordsAt))),
  'the count, before the checksum': (batch, random) => resealed(overwrite(batch, at.count, random.bytes(4))),
};
