import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { mutations, resealed } from '../../../../../test/support/mutations.js';
import { PartitionLog, storedBatch, type StoredPiece } from '../../../../../test/support/partition-log.js';
import { Random } from '../../../../../test/support/random.js';
import { type CompressionCodec, codecs } from './compression.js';
import type { PlainRecord } from './record-encoder.js';

const records = (count: number, text = 'record'): PlainRecord[] =>
  Array.from({ length: count }, (_, place) => ({
    value: `${text} ${place}`,
    headers: { ce_id: `${place}` },
  }));
const random = new Random(1);

/** Three batches of two records each, of which the second is changed. */
async function around(
  change: (batch: Buffer) => Buffer,
  codec: CompressionCodec = 'none',
): Promise<StoredPiece[]> {
  const [before, good, behind] = await Promise.all(
    [0n, 2n, 4n].map((offset) => storedBatch(offset, records(2, `from ${offset}`), codec)),
  );
  const pieces = [before, change(good as Buffer), behind] as Buffer[];
  return pieces.map((bytes, place) => ({ bytes, last: BigInt(2 * place + 1) }));
}

/** Texts of the records, and the reasons of those that stand for bytes. */
async function read(pieces: readonly StoredPiece[], mostFetches = 10, maxBytes?: number): Promise<string[]> {
  const reading = await new PartitionLog(pieces, maxBytes).read(mostFetches);
  return reading.records.map(({ value, undecodable }) => undecodable ?? String(value));
}

const neighbours = (reason: string) => ['from 0 0', 'from 0 1', reason, 'from 4 0', 'from 4 1'];
const where = 'the batch at offsets 2 to 3 cannot be decoded';

/** A bit of the last record. */
const flipped = (batch: Buffer): Buffer => {
  const changed = Buffer.from(batch);
  changed[batch.length - 3] = (changed[batch.length - 3] ?? 0) ^ 1;
  return changed;
};

it('makes one record of a batch whose checksum is wrong, and reads on behind it', async () => {
  const pieces = await around(flipped);
  const { records: read } = await new PartitionLog(pieces).read(10);
  const [standIn] = read.filter(({ undecodable }) => undecodable);
  expect(standIn).toMatchObject({
    offset: '3',
    value: pieces[1]?.bytes,
    headers: { 'kafka-first-offset': '2', 'kafka-last-offset': '3' },
    undecodable: `${where}: its checksum is wrong`,
  });
  expect(read.map(({ offset }) => offset)).toEqual(['0', '1', '3', '4', '5']);
});

it('reads a batch again before it gives it up, because it may be damaged on the way', async () => {
  const [before, good, behind] = await around((batch) => batch);
  const arriving = [flipped(good!.bytes), good!.bytes];
  const onTheWay = {
    last: 3n,
    get bytes() {
      return arriving.shift() ?? good!.bytes;
    },
  };
  expect(await read([before!, onTheWay, behind!])).toEqual([
    'from 0 0',
    'from 0 1',
    'from 2 0',
    'from 2 1',
    'from 4 0',
    'from 4 1',
  ]);
});

it('says which codec is unknown', async () => {
  const unknown = await around((batch) => mutations['an unknown codec']!(batch, random));
  expect((await read(unknown))[2]).toMatch(/^the batch at offsets 2 to 3 .*: no codec has the number [567]$/);
});

for (const codec of codecs.slice(1, 4)) {
  it(`makes one record of ${codec} bytes that cannot be inflated`, async () => {
    const cut = await around((batch) => resealed(batch.subarray(0, batch.length - 20)), codec);
    expect((await read(cut)).join('\n')).toMatch(`${where}: its ${codec} bytes cannot be inflated: `);
  });
}

it('makes one record of a batch that inflates without bound', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 1 });
  const pieces = await around((batch) => {
    const header = Buffer.from(batch.subarray(0, 61));
    header.writeInt16BE(1, 21);
    return resealed(Buffer.concat([header, bomb]));
  });
  expect(await read(pieces)).toEqual(
    neighbours(expect.stringContaining('gzip bytes cannot be inflated') as never),
  );
});

it.each([
  ['more than there is', 0x7fffffff],
  ['negative', -1],
  ['too small for a batch', 20],
])('reads on behind a length that is %s', async (_, length) => {
  const pieces = await around((batch) => {
    const changed = Buffer.from(batch);
    changed.writeInt32BE(length, 8);
    return changed;
  });
  expect(await read(pieces)).toEqual(neighbours(expect.stringContaining(where) as never));
});

it('is not led beyond its neighbours by a batch that claims their offsets', async () => {
  const pieces = await around((batch) => {
    const changed = Buffer.from(batch);
    changed.writeInt32BE(1_000_000, 23);
    return changed;
  });
  expect(await read(pieces)).toEqual(neighbours(`${where}: its checksum is wrong`));
});

it('reads a batch that is larger than an answer, and those behind it', async () => {
  expect(await read(await around((batch) => batch), 10, 100)).toHaveLength(6);
});

it('reads 150,000 records of one batch', async () => {
  const bytes = await storedBatch(0n, records(150_000), 'gzip');
  expect(await read([{ bytes, last: 149_999n }])).toHaveLength(150_000);
}, 20_000);

it('goes past batches whose records were compacted away', async () => {
  const pieces = await around((batch) => {
    const header = Buffer.from(batch.subarray(0, 61));
    header.writeInt32BE(0, 57);
    return resealed(header);
  });
  expect(await read(pieces)).toEqual(['from 0 0', 'from 0 1', 'from 4 0', 'from 4 1']);
  expect(await read(pieces.slice(1, 2))).toEqual([]);
});
