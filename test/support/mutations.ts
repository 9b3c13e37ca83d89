import { crc32c } from '../../src/transport/drivers/kafka/kafkajs/crc32c.js';
import type { Random } from './random.js';

type Mutate = (batch: Buffer, random: Random) => Buffer;

/** Positions of a batch's header. */
const at = { length: 8, magic: 16, crc: 17, attributes: 21, records: 61 };
const fields = { offset: 0, length: 8, epoch: 12, magic: 16, crc: 17, attributes: 21, delta: 23, count: 57 };

const overwrite = (batch: Buffer, start: number, bytes: Uint8Array): Buffer => {
  const changed = Buffer.from(batch);
  changed.set(bytes.subarray(0, Math.max(0, batch.length - start)), start);
  return changed;
};

/** A batch whose checksum is right: its sender wrote it so. */
export function resealed(batch: Buffer): Buffer {
  const sealed = Buffer.from(batch);
  sealed.writeInt32BE(sealed.length - 12, at.length);
  sealed.writeUInt32BE(crc32c(sealed.subarray(at.attributes)), at.crc);
  return sealed;
}

export const mutations: Readonly<Record<string, Mutate>> = {
  'a bit': (batch, random) => {
    const place = random.below(batch.length);
    return overwrite(batch, place, Uint8Array.of((batch[place] ?? 0) ^ (1 << random.below(8))));
  },
  'a bit of the header': (batch, random) => {
    const place = random.below(at.records);
    return overwrite(batch, place, Uint8Array.of((batch[place] ?? 0) ^ (1 << random.below(8))));
  },
  'a field of the header': (batch, random) => {
    const places = Object.values(fields);
    const bytes = [random.bytes(4), Uint8Array.of(255, 255, 255, 255), new Uint8Array(4), new Uint8Array(2)];
    return overwrite(batch, places[random.below(places.length)] ?? 0, bytes[random.below(4)] as Uint8Array);
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
  'an unknown codec': (batch, random) => {
    const changed = Buffer.from(batch);
    changed.writeInt16BE((batch.readInt16BE(at.attributes) & ~7) | (5 + random.below(3)), at.attributes);
    return resealed(changed);
  },
  'another codec': (batch, random) => {
    const changed = Buffer.from(batch);
    changed.writeInt16BE((batch.readInt16BE(at.attributes) & ~7) | random.below(5), at.attributes);
    return resealed(changed);
  },
  'records, before the checksum': (batch, random) => {
    const start = at.records + random.below(batch.length - at.records);
    return resealed(overwrite(batch, start, random.bytes(1 + random.below(8))));
  },
  'the records cut, before the checksum': (batch, random) =>
    resealed(batch.subarray(0, at.records + random.below(batch.length - at.records))),
  'the count, before the checksum': (batch, random) =>
    resealed(overwrite(batch, fields.count, random.bytes(4))),
};
