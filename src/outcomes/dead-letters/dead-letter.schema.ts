import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, maybeText, text, time } from '../../foundation/contract/fields.js';

const imageId = '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/7';
const summaryExample = {
  id: 7,
  broker: 'kafka',
  topic: 'images',
  imageId,
  requestId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90',
  code: 'BAD_MESSAGE',
  reason: 'the body has 783 bytes; 28 × 28 × 1 pixels are 784',
  attempts: 1,
  replays: 0,
  obstacle: null,
  payloadBytes: 783,
  firstSeen: '2026-01-01T12:00:00.000Z',
  storedAt: '2026-01-01T12:00:00.040Z',
  replayedAt: null,
};

const summary = z.object({
  id: count.describe('Grows in the order of storing: the cursor of the list'),
  broker: text,
  topic: text.describe('The topic that the message came from, and goes to in a replay'),
  imageId: maybeText,
  requestId: maybeText,
  code: text,
  reason: text,
  attempts: count.nullable().describe('How often its handler was tried; null when the letter does not say'),
  replays: count.describe('How often the message has been replayed'),
  obstacle: maybeText.describe('Why it cannot be replayed; null when it can'),
  payloadBytes: count,
  firstSeen: time.describe('When the message was published before it failed'),
  storedAt: time.describe('When its letter was stored'),
  replayedAt: time.nullable().describe('When it was last replayed'),
});

/** A dead letter in a list. */
export type DeadLetterSummary = Body<typeof summary>;
export const summaries = z.array(summary).meta({ examples: [[summaryExample]] });

const shownText = z.union([text, z.object({ base64: text })]);
/** Text where the bytes are readable text, else `{ base64 }`. */
export type ShownText = Body<typeof shownText>;

/** All fields of a dead letter. */
export type DeadLetterDetails = Body<typeof details>;
export const details = summary
  .extend({
    source: z
      .object({ topic: text, partition: count.nullable(), offset: maybeText })
      .describe('Where the message was before; partition and offset are null where the broker has none'),
    letter: z
      .object({ topic: text, messageId: text, publishedAt: time })
      .describe('Where the letter itself was'),
    key: shownText.nullable(),
    partitionKey: maybeText,
    headers: z
      .array(z.object({ name: text, values: z.array(shownText) }))
      .describe('In their order, with those that the letter added; a repeated header has several values'),
    payload: z.object({
      kind: text.describe('What its bytes are, whatever the headers say: a content type, or `empty`'),
      bytes: count,
      base64: text,
      url: text,
    }),
  })
  .meta({
    examples: [
      {
        ...summaryExample,
        source: { topic: 'images', partition: 2, offset: '41' },
        letter: { topic: 'images-dlt', messageId: '2/0', publishedAt: '2026-01-01T12:00:00.030Z' },
        key: imageId,
        partitionKey: null,
        headers: [
          { name: 'content-type', values: ['application/octet-stream'] },
          { name: 'kafka_dlt-original-offset', values: [{ base64: 'AAAAAAAAACk=' }] },
        ],
        payload: {
          kind: 'application/octet-stream',
          bytes: 783,
          base64: 'AAAA',
          url: '/dead-letters/7/payload',
        },
      },
    ],
  });
