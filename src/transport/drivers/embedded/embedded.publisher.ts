import { InvalidError, toAppError } from '../../../foundation/errors/app.error.js';
import type { BrokerMessage } from '../../broker.js';
import { isDeadLetterTopic } from '../../delivery/dead-letter.js';
import { withKnownEnds, withNoneSent } from '../../publish-failure.js';
import type { EmbeddedFile } from './embedded.file.js';
import { append } from './embedded.log.js';
import { type LogRecord, toRecord } from './embedded.message.js';

const megabyte = 1024 * 1024;
const chunkMessages = 256;
const chunkBytes = megabyte;

/** In bytes. The least size that a record counts with, so that a batch of tiny messages is small, too. */
const costOf = ({ sizeBytes }: LogRecord) => Math.max(1024, sizeBytes);

export interface PublisherOptions {
  /** Options for topics that a publish creates. */
  readonly partitions: number;
  readonly publishTimeoutMs: number;
}

/**
 * Publishes to `file`: concurrent publishes are written together. Each has `publishTimeoutMs` from the begin of its
 * transaction on; the queue before that is only as slow as the disk.
 */
export async function publishTo(
  file: EmbeddedFile,
  messages: readonly BrokerMessage[],
  { partitions, publishTimeoutMs: budgetMs }: PublisherOptions,
): Promise<void> {
  const chunks = chunksOf(toRecords(messages));
  const ends = await Promise.allSettled(
    chunks.map((chunk) => {
      const sizeBytes = chunk.reduce((sum, record) => sum + costOf(record), 0);
      return file.write((connection) => append(connection, chunk, partitions), { sizeBytes, budgetMs });
    }),
  );
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failureOf(failed.reason, chunks, ends);
}

/** @throws InvalidError `MESSAGE_TOO_LARGE` for the first message over the limit; none is sent then. */
function toRecords(messages: readonly BrokerMessage[]): LogRecord[] {
  const records = messages.map(toRecord);
  try {
    for (const record of records) refuseTooLarge(record);
    return records;
  } catch (error) {
    throw withNoneSent(error, messages.length);
  }
}

/** A transaction that failed has left nothing, unless the disk failed: then nobody knows. */
function failureOf(
  reason: unknown,
  chunks: readonly (readonly LogRecord[])[],
  ends: readonly PromiseSettledResult<void>[],
): Error {
  const accepted: number[] = [];
  const notSent: number[] = [];
  let place = 0;
  chunks.forEach((chunk, at) => {
    const end = ends[at];
    for (let left = chunk.length; left > 0; left -= 1, place += 1) {
      if (end?.status === 'fulfilled') accepted.push(place);
      else if (!isDiskFailure(end?.reason)) notSent.push(place);
    }
  });
  return withKnownEnds(toAppError(reason), { accepted, notSent });
}

function isDiskFailure(error: unknown): boolean {
  const { code } = (toAppError(error).cause ?? {}) as { readonly code?: unknown };
  return String(code).startsWith('SQLITE_IOERR');
}

/** A dead letter carries the message and the reason, so it may be larger than any message. */
function refuseTooLarge({ topic, sizeBytes }: LogRecord): void {
  const limitBytes = (isDeadLetterTopic(topic) ? 16 : 8) * megabyte;
  if (sizeBytes <= limitBytes) return;
  throw new InvalidError(
    'MESSAGE_TOO_LARGE',
    `a message for ${topic} has ${sizeBytes} bytes with its headers, at most ${limitBytes} are allowed`,
    { details: { topic, sizeBytes, limitBytes } },
  );
}

/** Small enough that no publisher blocks the others, or the event loop, for long. */
function chunksOf(records: readonly LogRecord[]): LogRecord[][] {
  const chunks: LogRecord[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const last = chunks.at(-1);
    bytes += costOf(record);
    if (last && last.length < chunkMessages && bytes <= chunkBytes) last.push(record);
    else {
      chunks.push([record]);
      bytes = costOf(record);
    }
  }
  return chunks;
}
