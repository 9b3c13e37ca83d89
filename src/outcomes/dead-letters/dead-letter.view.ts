import type { DeadLetterRow } from '../database/schema.js';
import { decodeEnvelope } from './envelope.js';
import { payloadOfRow } from './dead-letter.rows.js';
import type { LetterSummaryRow } from './dead-letters.repository.js';
import { asText, payloadKind } from './payload-kind.js';

/** A dead letter in a list. Times are ISO 8601. */
export interface DeadLetterSummary {
  /** Grows in the order of storing; the cursor of `GET /dead-letters`. */
  readonly id: number;
  readonly broker: string;
  /** The topic that the message came from, and goes to in a replay. */
  readonly topic: string;
  readonly imageId: string | null;
  readonly requestId: string | null;
  readonly code: string;
  readonly reason: string;
  /** How often its handler was tried; null when the letter does not say. */
  readonly attempts: number | null;
  /** How often the message has been replayed. */
  readonly replays: number;
  /** Why it cannot be replayed; null when it can. */
  readonly obstacle: string | null;
  readonly payloadBytes: number;
  /** When the message was published before it failed; when its letter was stored; when that was last replayed. */
  readonly firstSeen: string;
  readonly storedAt: string;
  readonly replayedAt: string | null;
}

/** Text where the bytes are readable text, else `{ base64 }`. */
export type ShownText = string | { readonly base64: string };

/** Everything that is known of a dead letter. */
export interface DeadLetterDetails extends DeadLetterSummary {
  /** Where the message lay before; partition and offset are null where the broker has none. */
  readonly source: {
    readonly topic: string;
    readonly partition: number | null;
    readonly offset: string | null;
  };
  /** Where the letter itself lay. */
  readonly letter: { readonly topic: string; readonly messageId: string; readonly publishedAt: string };
  readonly key: ShownText | null;
  readonly partitionKey: string | null;
  /** In their order, those that the letter added included; a repeated header has several values. */
  readonly headers: readonly { readonly name: string; readonly values: readonly ShownText[] }[];
  readonly payload: {
    /** What its bytes are, whatever the headers say: a content type, or `empty`. */
    readonly kind: string;
    readonly bytes: number;
    readonly base64: string;
    readonly url: string;
  };
}

export function summaryOf(row: LetterSummaryRow): DeadLetterSummary {
  return {
    id: Number(row.id),
    broker: row.broker,
    topic: row.topic,
    imageId: row.image_id,
    requestId: row.request_id,
    code: row.code,
    reason: row.reason,
    attempts: row.attempts,
    replays: row.replays,
    obstacle: row.obstacle,
    payloadBytes: row.payload_bytes,
    firstSeen: row.first_seen,
    storedAt: row.stored_at,
    replayedAt: row.replayed_at,
  };
}

export function detailsOf(row: DeadLetterRow): DeadLetterDetails {
  const { key, partitionKey, headers } = decodeEnvelope(row.envelope);
  const payload = Buffer.from(payloadOfRow(row) ?? []);
  return {
    ...summaryOf(row),
    source: { topic: row.topic, partition: row.source_partition, offset: row.source_offset },
    letter: { topic: row.letter_topic, messageId: row.message_id, publishedAt: row.published_at },
    key: key === undefined ? null : shown(key),
    partitionKey: partitionKey ?? null,
    headers: Object.entries(headers).map(([name, value]) => ({
      name,
      values: typeof value === 'string' || value instanceof Uint8Array ? [shown(value)] : value.map(shown),
    })),
    payload: {
      kind: payloadKind(payload),
      bytes: payload.length,
      base64: payload.toString('base64'),
      url: `/dead-letters/${row.id}/payload`,
    },
  };
}

function shown(value: string | Uint8Array): ShownText {
  if (typeof value === 'string') return value;
  return asText(value) ?? { base64: Buffer.from(value).toString('base64') };
}
