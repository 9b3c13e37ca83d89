import { z } from 'zod';
import { type Body, databaseDown, endpoint } from '../../foundation/contract/endpoint.js';
import { count, maybeText, text, time, wholeNumber } from '../../foundation/contract/fields.js';
import { severalHaveId } from '../../outcomes/ledger/image-query.js';

const requestId = '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90';

/** The most ids in one list of a call. */
const mostIds = 1_000;

const unknownRequest = z.object({
  requestId: text,
  broker: maybeText.describe('Null for images without a request'),
  images: count.describe('Its unknown images'),
  since: time.describe('When the oldest of them was made'),
  logId: maybeText.describe('The log of the broker that they were for; null where that is not known'),
});
export type ListedUnknownRequest = Body<typeof unknownRequest>;

export const listUnknownRequests = endpoint({
  name: 'listUnknownRequests',
  summary: 'Requests with unknown images, the oldest first',
  description:
    'An image is unknown when nobody publishes its request any more and no broker has confirmed it. It ends by its ' +
    'outcome, by a look at the broker, or by `POST /requests/{requestId}/resolve`.',
  query: z.strictObject({ limit: wholeNumber(1, 10_000).default(1_000) }),
  answers: {
    200: z.array(unknownRequest).meta({
      examples: [
        [
          {
            requestId,
            broker: 'kafka',
            images: 500,
            since: '2026-01-01T12:00:00.000Z',
            logId: 'a1B2c3/images',
          },
        ],
      ],
    }),
  },
  failures: [databaseDown],
});

const unknownImage = z.object({ imageId: text, createdAt: time });
export type ListedUnknownImage = Body<typeof unknownImage>;

const ofRequest = {
  params: z.object({ requestId: z.string().describe('Its id, or the id of the only event without one') }),
  failures: ['NOT_FOUND', 'AMBIGUOUS_IMAGE', databaseDown],
  failureDescriptions: { 404: 'No request has this id', 409: severalHaveId },
} as const;

export const listUnknownImages = endpoint({
  ...ofRequest,
  name: 'listUnknownImages',
  summary: 'The unknown images of a request, in the order of their ids',
  query: z.strictObject({
    limit: wholeNumber(1, 10_000).default(1_000),
    after: z.string().max(512).describe('Only larger ids: the next page').optional(),
  }),
  answers: {
    200: z.array(unknownImage).meta({
      examples: [[{ imageId: `${requestId}/7`, createdAt: '2026-01-01T12:00:00.000Z' }]],
    }),
  },
});

const longestId = 512;
const ids = z.array(z.string().min(1).max(longestId)).max(mostIds);
/** Two full lists, each character in 3 bytes of UTF-8, with quotes and commas. */
const mostBytes = 2 * mostIds * (3 * longestId + 3) + 1_000;

const findings = z
  .strictObject({
    atBroker: ids.describe('Ids of images that the broker has: they are accepted').default([]),
    absent: z
      .union([ids, z.literal('all')])
      .describe(
        'Ids of images that the broker does not have, or `all`, without those of `atBroker`: forgotten',
      )
      .default([]),
  })
  .meta({ examples: [{ atBroker: [`${requestId}/7`], absent: [`${requestId}/8`] }, { absent: 'all' }] });

export const resolveRequest = endpoint({
  ...ofRequest,
  name: 'resolveRequest',
  summary: 'Say of unknown images whether the broker has them',
  description:
    'An outcome that comes for a forgotten image enters it again. Images that are not unknown stay as they are, so a ' +
    'call may be repeated.',
  body: { schema: findings, maxBytes: mostBytes, optional: true },
  answers: {
    200: z
      .object({
        requestId: text,
        accepted: count,
        forgotten: count,
        unknown: count.describe('Images that are unknown afterwards'),
      })
      .meta({ examples: [{ requestId, accepted: 1, forgotten: 1, unknown: 0 }] }),
  },
  failures: ['STILL_PUBLISHING', 'BUSY', ...ofRequest.failures],
  failureDescriptions: {
    ...ofRequest.failureDescriptions,
    409: 'The request is still being published, or images of several sources have the id',
  },
});
