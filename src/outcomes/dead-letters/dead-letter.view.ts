import type { DeadLetterRow } from '../database/schema.js';
import { decodeEnvelope } from './envelope.js';
import { payloadOfRow } from './dead-letter.rows.js';
import type { DeadLetterDetails, DeadLetterSummary, ShownText } from './dead-letter.schema.js';
import type { LetterSummaryRow } from './dead-letters.repository.js';
import { asText, payloadKind } from './payload-kind.js';

export type { DeadLetterDetails, DeadLetterSummary, ShownText };

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
