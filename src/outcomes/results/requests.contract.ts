import { z } from 'zod';
import { databaseDown, type Body, endpoint } from '../../foundation/contract/endpoint.js';
import { anyPosition, count, text, time, wholeNumber, yesOrNo } from '../../foundation/contract/fields.js';
import { severalHaveId } from '../ledger/image-query.js';
import { requestLabels, requestLedger } from '../ledger/ledger.js';
import { storedPredictionExample, storedPrediction } from './prediction.schema.js';

const listedRequest = z.object({
  requestId: text,
  broker: text,
  startIdx: count,
  endIdx: count,
  requested: count.describe('Images asked for'),
  uploaded: z.boolean().describe('They came from outside: their indexes are none of the data set'),
  confirmed: count
    .nullable()
    .describe(
      'Images that the broker had confirmed when publishing ended; null before, and if its process died',
    ),
  createdAt: time,
});
/** A request in the list; `GET /requests/<id>` gives its images' outcomes. */
export type ListedRequest = Body<typeof listedRequest>;

const example: ListedRequest = {
  requestId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90',
  broker: 'kafka',
  startIdx: 0,
  endIdx: 100,
  requested: 100,
  uploaded: false,
  confirmed: 100,
  createdAt: '2026-01-01T12:00:00.000Z',
};

const idAllowed = 'the id of a request';
const cursor = z.string(idAllowed).min(1, idAllowed).max(512, idAllowed);

export const listRequests = endpoint({
  name: 'listRequests',
  summary: 'Requests, newest first',
  query: z.strictObject({
    limit: wholeNumber(1, 1_000).default(50),
    before: cursor.describe('The last id of the page before: the next page').optional(),
  }),
  answers: { 200: z.array(listedRequest).meta({ examples: [[example]] }) },
  failures: [databaseDown],
});

const found = {
  params: z.object({ requestId: z.string().describe('Its id, or the id of the only event without one') }),
  failures: ['NOT_FOUND', 'AMBIGUOUS_IMAGE', databaseDown],
  failureDescriptions: { 404: 'No request has this id', 409: severalHaveId },
} as const;

export const getRequest = endpoint({
  ...found,
  name: 'getRequest',
  summary: 'What became of the images of a request',
  answers: { 200: requestLedger },
});

export const listRequestPredictions = endpoint({
  ...found,
  name: 'listRequestPredictions',
  summary: 'The predictions of a request, in the order of its images',
  query: z.object({
    limit: wholeNumber(1, 10_000).default(1_000),
    after: anyPosition.describe('Only images with a larger index: the next page').optional(),
    wrong: yesOrNo.describe('true: only those that differ from the true label').optional(),
  }),
  answers: { 200: z.array(storedPrediction).meta({ examples: [[storedPredictionExample]] }) },
});

export const listRequestLabels = endpoint({
  ...found,
  name: 'listRequestLabels',
  summary: 'The predicted labels of a request, in the order of its images',
  query: z.object({ wait: wholeNumber(0, 300).describe('Seconds to wait for the last one').default(0) }),
  answers: { 200: requestLabels },
  failures: ['TOO_MANY_READERS', ...found.failures],
});
