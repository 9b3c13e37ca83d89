import { sourceText } from '../ledger/image-query.js';
import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, maybeText, text, wholeNumber, yesOrNo } from '../../foundation/contract/fields.js';

const someText = z.string('text').min(1, 'not empty').max(512, 'at most 512 characters');

/** Selects dead letters; absent fields match all. */
export const letterFilter = {
  topic: someText.describe('The topic that the messages came from').optional(),
  code: someText.describe('Why they failed, such as BAD_MESSAGE').optional(),
  request: someText.describe('The id of the request that they belong to').optional(),
  image: someText.describe('The image, by its imageId or the id of its event').optional(),
  imageSource: sourceText.describe('The source of the images, or of this image').optional(),
};

/** A misspelt filter would replay everything, so unknown fields are refused. */
export const replayOrder = z.strictObject({
  ...letterFilter,
  dryRun: yesOrNo.describe('Says what would be done, and changes nothing').default(false),
  limit: wholeNumber(1, 10_000).describe('Most messages to publish').default(1_000),
});
export type ReplayOrder = z.output<typeof replayOrder>;

export type Replayed = Body<typeof replayed>;
export const replayed = z
  .object({
    id: count,
    imageId: maybeText,
    broker: text,
    topic: text,
    replay: count.describe('The number of this replay of the message: 1, 2, …'),
  })
  .meta({
    examples: [
      {
        id: 7,
        imageId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/7',
        broker: 'kafka',
        topic: 'images',
        replay: 1,
      },
    ],
  });

/** The most refusals in a report. */
export const mostNamed = 20;

export type ReplayReport = Body<typeof replayReport>;
export const replayReport = z
  .object({
    dryRun: z.boolean(),
    matched: count.describe('Letters that match and that can still be replayed'),
    replayed: count.describe('Published again; in a dry run, those that would be'),
    refused: count.describe('Letters that cannot be replayed'),
    refusals: z.array(z.object({ id: count, code: text, reason: text })).max(mostNamed),
  })
  .meta({
    examples: [
      {
        dryRun: false,
        matched: 12,
        replayed: 11,
        refused: 1,
        refusals: [
          {
            id: 3,
            code: 'REPLAY_LIMIT',
            reason: 'the message of dead letter 3 was replayed 3 times; MAX_REPLAYS allows 3',
          },
        ],
      },
    ],
  });
