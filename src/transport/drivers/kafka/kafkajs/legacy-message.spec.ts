import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { PartitionLog } from '../../../../../test/support/partition-log.js';
import { type CompressionCodec, codecs, compress } from './compression.js';

/** With any compression but 0 it numbers the messages; it compresses nothing. */
type EncodeSet = (given: {
  readonly messageVersion: number;
  readonly compression: number;
  readonly entries: readonly object[];
}) => { readonly buffer: Buffer };

const encodeSet = createRequire(import.meta.url)('kafkajs/src/protocol/messageSet/index.js') as EncodeSet;
const timestamp = 1_700_000_000_000;
const texts = ['one', 'two', 'three'];

/** Messages as a producer before Kafka 0.11 wrote them: compressed they are the value of another message. */
async function messageSet(messageVersion: 0 | 1, codec: CompressionCodec): Promise<Buffer> {
  const encode = (entries: readonly object[]) =>
    encodeSet({ messageVersion, compression: 1, entries }).buffer;
  const plain = encode(texts.map((value) => ({ key: 'k', value, timestamp })));
  if (codec === 'none') return plain;
  const compression = codecs.indexOf(codec);
  const outer = encode([{ compression, timestamp, key: null, value: await compress(codec, plain) }]);
  outer.writeBigInt64BE(BigInt(texts.length - 1));
  return outer;
}

it.each(
  ([0, 1] as const).flatMap((version) =>
    (['none', 'gzip', 'snappy', 'lz4'] as const).map((codec) => [version, codec] as const),
  ),
)('reads messages of format %i, %s', async (version, codec) => {
  const bytes = await messageSet(version, codec);
  const { records } = await new PartitionLog([{ bytes, last: 2n }]).read(3);
  expect(records.map(({ offset, value }) => `${offset} ${String(value)}`)).toEqual([
    '0 one',
    '1 two',
    '2 three',
  ]);
  expect(records[0]?.timestamp).toBe(version === 0 ? '-1' : '1700000000000');
});

it('makes one record of a message that is damaged', async () => {
  const bytes = await messageSet(1, 'none');
  bytes[bytes.length - 1] = 0;
  const { records } = await new PartitionLog([{ bytes, last: 2n }]).read(6);
  expect(records.map(({ undecodable, value }) => undecodable ?? String(value))).toEqual([
    'one',
    'two',
    'the batch at offset 2 cannot be decoded: its checksum is wrong',
  ]);
});
