import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, maybeText, share, text, time } from '../../foundation/contract/fields.js';

const requestId = '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90';

/** The most images, and the most deaths, that a ledger names. */
const mostNamed = 20;

export const verdict = z
  .enum(['working', 'complete', 'unconfirmed', 'interrupted'])
  .describe(
    '`working`: images are on their way. `complete`: every one asked for has its outcome. `unconfirmed`: images are ' +
      'unknown: the broker or the publisher was lost, and they may or may not be at the broker. `interrupted`: ' +
      'publishing ended early, and everything that was accepted has its outcome.',
  );
export type LedgerVerdict = z.output<typeof verdict>;

const ledgerExample = {
  accepted: 100,
  predicted: 98,
  dead: 1,
  inFlight: 1,
  pending: 0,
  unknown: 0,
  unknownSince: null,
  repeats: 0,
  known: 98,
  right: 90,
  missing: [`${requestId}/99`],
  verdict: 'working' as const,
};

/** The account of the images: accepted = predicted + dead + in flight, always. */
export type Ledger = Body<typeof ledger>;
export const ledger = z
  .object({
    accepted: count.describe('Images that a broker has confirmed, or whose outcome was seen'),
    predicted: count,
    dead: count,
    inFlight: count.describe('Accepted, or replayed out of their dead letters, and without an outcome'),
    pending: count.describe('Handed to a broker that has not confirmed them (yet); not counted as accepted'),
    unknown: count.describe(
      'Pending, and nobody publishes them any more: the broker may or may not have them',
    ),
    unknownSince: time.nullable().describe('When the oldest unknown image was made; null without one'),
    repeats: count.describe('Outcomes that came more than once, and changed nothing'),
    known: count.describe('Predictions whose true label is known'),
    right: count.describe('Those of them that are right'),
    missing: z.array(text).max(mostNamed).describe('Ids in flight or pending'),
    verdict,
  })
  .meta({ examples: [ledgerExample] });

/** The ledger of one request. */
export type RequestLedger = Body<typeof requestLedger>;
export const requestLedger = ledger
  .extend({
    requestId: text,
    broker: maybeText.describe('Null, as the range, of events that did not come over HTTP'),
    startIdx: count.nullable(),
    endIdx: count.nullable(),
    createdAt: time.nullable(),
    requested: count.describe('Images asked for'),
    publishing: z.boolean().describe('Images of it are still being published'),
    deaths: z
      .array(z.object({ imageId: text, code: text, reason: text }))
      .max(mostNamed)
      .describe('Dead letters of the request'),
  })
  .meta({
    examples: [
      {
        requestId,
        broker: 'kafka',
        startIdx: 0,
        endIdx: 100,
        createdAt: '2026-01-01T12:00:00.000Z',
        requested: 100,
        publishing: false,
        ...ledgerExample,
        deaths: [
          {
            imageId: `${requestId}/7`,
            code: 'BAD_MESSAGE',
            reason: 'the image has 783 bytes, expected 784',
          },
        ],
      },
    ],
  });
export type Death = RequestLedger['deaths'][number];

const rankedLabel = z.object({ label: text, classIndex: count, confidence: share });

/** The outcome of one image; fields that its state does not have are null. */
export type ImageOutcome = Body<typeof imageOutcome>;
export const imageOutcome = z.object({
  imageIndex: count.nullable(),
  state: text,
  label: maybeText,
  classIndex: count.nullable(),
  confidence: share.nullable(),
  labels: z
    .array(rankedLabel)
    .nullable()
    .describe('Of a multi-label model: every label that the image has; null of others'),
  top: z.array(rankedLabel).nullable().describe('The likeliest labels, the likeliest first'),
  model: maybeText,
  modelVersion: maybeText,
  code: maybeText,
  reason: maybeText,
});

export type RequestLabels = Body<typeof requestLabels>;
export const labelsExample = {
  requestId,
  complete: true,
  labels: ['Ankle boot', 'Pullover', 'Trouser'],
};
export const requestLabels = z
  .object({
    requestId: text,
    complete: z.boolean().describe('Every image has its outcome; a null is then a dead letter'),
    labels: z.array(maybeText).describe('In the order of the images; null where there is none (yet)'),
  })
  .meta({ examples: [labelsExample] });
