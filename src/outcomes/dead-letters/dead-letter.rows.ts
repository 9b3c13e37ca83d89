import type { DeadLetterRow } from '../database/schema.js';
import type { DeadLetter } from '../../events/dead-letter.event.js';
import type { NamedImage } from '../../events/named-image.js';
import { eventColumns } from '../ledger/event-columns.js';
import type { DecidedRow } from '../ledger/outcome-writes.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import { replayObstacle } from '../../transport/delivery/replay-message.js';
import { decodeEnvelope, encodeEnvelope } from './envelope.js';

/** A dead letter, and the broker and topic that it came from. */
export interface ReceivedLetter {
  readonly broker: string;
  readonly pattern: string;
  readonly letter: DeadLetter;
}

/** A row to store. */
export type UnstoredRow = Omit<DeadLetterRow, 'id' | 'replayed_at'>;

export function rowOfLetter({ broker, letter }: ReceivedLetter): UnstoredRow {
  const { message } = letter;
  return {
    broker,
    letter_topic: message.topic,
    message_id: message.id,
    published_at: isoTime(message.publishedAt),
    topic: letter.topic,
    source_partition: letter.partition ?? null,
    source_offset: letter.offset?.toString() ?? null,
    first_seen: isoTime(letter.firstSeen),
    image_id: letter.imageId ?? null,
    request_id: letter.requestId ?? null,
    code: letter.code,
    reason: letter.reason,
    attempts: letter.attempts ?? null,
    replays: letter.replays,
    obstacle: replayObstacle(message) ?? null,
    envelope: encodeEnvelope(message),
    payload: message.value && Buffer.from(message.value),
    payload_bytes: message.value?.length ?? 0,
    stored_at: new Date().toISOString(),
  };
}

/**
 * The outcome of the letter's image; undefined for a letter without an image.
 *
 * @param letter gives the source of its event. Default: the ledger knows it, or nobody does.
 */
export function outcomeOfRow(row: UnstoredRow, letter?: Omit<NamedImage, 'imageId'>): DecidedRow | undefined {
  const { image_id } = row;
  if (image_id === null) return undefined;
  return {
    image_id,
    ...eventColumns({ ...letter, imageId: image_id }),
    request_id: row.request_id ?? image_id,
    image_index: null,
    broker: row.broker,
    state: 'dead',
    label: null,
    class_index: null,
    confidence: null,
    top: null,
    true_label: null,
    model: null,
    model_version: null,
    timings: null,
    error_code: row.code,
    reason: row.reason,
  };
}

/** The letter as it came. */
export function messageOfRow(row: DeadLetterRow): ReceivedMessage {
  return {
    topic: row.letter_topic,
    id: row.message_id,
    publishedAt: new Date(row.published_at),
    ...decodeEnvelope(row.envelope),
    value: payloadOfRow(row),
  };
}

/** SQLite's driver returns an ArrayBuffer, PostgreSQL's a Buffer. */
export function payloadOfRow({ payload }: Pick<DeadLetterRow, 'payload'>): Uint8Array | null {
  if (payload === null || payload instanceof Uint8Array) return payload;
  return new Uint8Array(payload as ArrayBuffer);
}

/** A producer may set a message's time beyond the range of Date. */
function isoTime(time: Date): string {
  return Number.isNaN(time.getTime()) ? new Date(0).toISOString() : time.toISOString();
}
