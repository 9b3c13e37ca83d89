import { canCompress, codecs } from '../../src/transport/drivers/kafka/kafkajs/compression.js';
import type { FetchedRecord } from '../../src/transport/drivers/kafka/kafkajs/fetched-record.js';
import { mutations } from './mutations.js';
import { PartitionLog, storedBatch } from './partition-log.js';
import type { Random } from './random.js';

const recordsEach = 3;
const names = Object.keys(mutations);
const written = codecs.filter(canCompress);

export interface DamageReport {
  /** Batches that were decoded although they were changed: no checksum covers some bytes. */
  decoded: number;
  undecodable: number;
  /** Those that became more than one record. */
  several: number;
  mostFetches: number;
}

/**
 * Changes so many batches, each between two others that stay whole, and reads them.
 *
 * @throws Error that names the batch whose neighbours were not read, once each, in order.
 */
export async function readDamaged(count: number, random: Random): Promise<DamageReport> {
  const report: DamageReport = { decoded: 0, undecodable: 0, several: 0, mostFetches: 0 };
  for (let place = 0; place < count; place += 1) {
    const name = names[place % names.length] as string;
    await readOne(name, random, report).catch((cause: unknown) => {
      throw new Error(`batch ${place}, ${name}: ${String(cause)}`, { cause });
    });
  }
  return report;
}

async function readOne(name: string, random: Random, report: DamageReport): Promise<void> {
  const codec = written[random.below(written.length)] ?? 'none';
  const [before, good, behind] = await Promise.all(
    ['before', 'damaged', 'behind'].map((text, at) =>
      storedBatch(BigInt(at * recordsEach), recordsOf(text), text === 'damaged' ? codec : 'none'),
    ),
  );
  const damaged = mutations[name]?.(good as Buffer, random) as Buffer;
  const pieces = [before, damaged, behind].map((bytes, at) => ({
    bytes: bytes as Buffer,
    last: BigInt((at + 1) * recordsEach - 1),
  }));
  const { records, fetches } = await new PartitionLog(pieces).read(6 + 3 * recordsEach);
  const texts = records.map(({ value }) => String(value));
  refuseUnlessWhole('before', records, texts, 0);
  refuseUnlessWhole('behind', records, texts, 2 * recordsEach);
  const standIns = records.filter(({ undecodable }) => undecodable !== undefined).length;
  if (standIns > 0) report.undecodable += 1;
  else report.decoded += 1;
  if (standIns > 1) report.several += 1;
  report.mostFetches = Math.max(report.mostFetches, fetches);
}

const recordsOf = (text: string) =>
  Array.from({ length: recordsEach }, (_, place) => ({
    value: `${text} ${place}`,
    headers: { ce_id: `${text} ${place}` },
  }));

function refuseUnlessWhole(
  text: string,
  records: readonly FetchedRecord[],
  texts: readonly string[],
  firstOffset: number,
): void {
  for (let place = 0; place < recordsEach; place += 1) {
    const value = `${text} ${place}`;
    const found = texts.indexOf(value);
    const isOnce = found >= 0 && texts.lastIndexOf(value) === found;
    const offset = records[found]?.offset;
    if (!isOnce || offset !== String(firstOffset + place))
      throw new Error(
        `${value} was read ${isOnce ? `at ${offset}` : 'not once'}: ${JSON.stringify(records.map(({ offset, undecodable, value: bytes }) => undecodable ?? `${offset} ${String(bytes).slice(0, 20)}`))}`,
      );
  }
}
