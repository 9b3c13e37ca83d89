import type { AbortedTransaction } from './aborted.js';
import { withoutAborted } from './aborted.js';
import type { FetchedRecord } from './fetched-record.js';
import { RecordSet } from './record-set.js';

/**
 * In bytes. Once an answer has inflated to more, the rest of it is left for the next fetch: an answer of many batches
 * that inflate well would need all memory.
 */
const answerBytes = 64 * 1024 * 1024;

interface FetchRequest {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
  }[];
}

interface FetchedPartition {
  readonly partition: number;
  readonly highWatermark: string;
  readonly abortedTransactions?: readonly AbortedTransaction[] | null;
  /** The bytes of `undecoded`; kafkajs's own records where the broker is too old for them. */
  readonly messages: readonly (Buffer | FetchedRecord)[];
}

interface FetchAnswer {
  readonly responses: readonly { readonly topicName: string; readonly partitions: FetchedPartition[] }[];
}

type Fetch = (request: FetchRequest) => Promise<FetchAnswer>;

/** The part of kafkajs's own type that is needed here. */
interface Decoder {
  readInt32(): number;
  canReadBytes(count: number): boolean;
  readBytes(count: number): Buffer;
}

/** Takes the place of kafkajs's reading of records: it leaves them as bytes, for it does not know what was asked. */
export async function undecoded(decoder: Decoder): Promise<Buffer[]> {
  const length = decoder.readInt32();
  return length > 0 && decoder.canReadBytes(length) ? [decoder.readBytes(length)] : [];
}

/** kafkajs's fetch; the records of its answer are decoded by `RecordSet`. */
export const decodingFetch =
  (original: Fetch): Fetch =>
  async (request) => {
    const answer = await original(request);
    const asked = offsetsOf(request);
    const budget = { leftBytes: answerBytes };
    const responses = [];
    for (const { topicName: topic, partitions } of answer.responses) {
      const decoded = [];
      for (const { abortedTransactions, messages, ...rest } of partitions) {
        const { partition, highWatermark } = rest;
        const offset = BigInt(asked.get(`${topic}/${partition}`) ?? 0);
        const part = { topic, partition, offset, highWatermark: BigInt(highWatermark) };
        const records = await decode(messages, (bytes) => new RecordSet(bytes, part, budget).decode());
        decoded.push({
          ...rest,
          abortedTransactions: [],
          messages: withoutAborted(records, abortedTransactions ?? []) as FetchedRecord[],
        });
      }
      responses.push({ topicName: topic, partitions: decoded });
    }
    return { ...answer, responses };
  };

async function decode(
  messages: FetchedPartition['messages'],
  decodeBytes: (bytes: Buffer) => Promise<FetchedRecord[]>,
): Promise<readonly FetchedRecord[]> {
  const [first] = messages;
  return Buffer.isBuffer(first) ? decodeBytes(first) : (messages as readonly FetchedRecord[]);
}

function offsetsOf({ topics }: FetchRequest): Map<string, string> {
  const offsets = new Map<string, string>();
  for (const { topic, partitions } of topics)
    for (const { partition, fetchOffset } of partitions) offsets.set(`${topic}/${partition}`, fetchOffset);
  return offsets;
}
