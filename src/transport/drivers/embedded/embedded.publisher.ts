import { InvalidError } from '../../../foundation/errors/app.error.js';
import type { BrokerMessage } from '../../broker.js';
import { isDeadLetterTopic } from '../../delivery/dead-letter.js';
import { withinDeadline } from './embedded.deadline.js';
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

/** Publishes to `file`: concurrent publishes are written together. */
export async function publishTo(
  file: EmbeddedFile,
  messages: readonly BrokerMessage[],
  { partitions, publishTimeoutMs }: PublisherOptions,
): Promise<void> {
  const records = messages.map(toRecord);
  for (const record of records) refuseTooLarge(record);
  await withinDeadline(publishTimeoutMs, 'publishing', (signal) =>
    Promise.all(
      chunksOf(records).map((chunk) => {
        const sizeBytes = chunk.reduce((sum, record) => sum + costOf(record), 0);
        return file.write((connection) => append(connection, chunk, partitions), { sizeBytes, signal });
      }),
    ),
  );
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
