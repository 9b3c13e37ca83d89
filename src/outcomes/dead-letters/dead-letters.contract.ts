import { z } from 'zod';
import { databaseDown, endpoint } from '../../foundation/contract/endpoint.js';
import { anyPosition, wholeNumber } from '../../foundation/contract/fields.js';
import { severalHaveId } from '../ledger/image-query.js';
import { details, summaries } from './dead-letter.schema.js';
import { letterFilter, replayed, replayOrder, replayReport } from './replay.schema.js';

const params = z.object({ id: anyPosition });
const publishing = ['BROKER_UNAVAILABLE', 'BROKER_REFUSED', databaseDown] as const;

export const listDeadLetters = endpoint({
  name: 'listDeadLetters',
  summary: 'Dead letters, newest first',
  query: z.object({
    ...letterFilter,
    limit: wholeNumber(1, 1_000).default(100),
    before: anyPosition.describe('Only those with a smaller id: the next page').optional(),
  }),
  answers: { 200: summaries },
  failures: [databaseDown],
});

const found = { params, failures: ['BAD_REQUEST', 'NOT_FOUND', databaseDown] } as const;

export const getDeadLetter = endpoint({
  ...found,
  name: 'getDeadLetter',
  summary: 'Everything about a dead letter: headers, payload as base64, where it came from',
  answers: { 200: details },
  failureDescriptions: { 404: 'No dead letter has this id' },
});

export const downloadDeadLetterPayload = endpoint({
  ...found,
  name: 'downloadDeadLetterPayload',
  summary: 'The payload of a dead letter, byte for byte',
  answers: { 200: { contentType: 'application/octet-stream' } },
  failureDescriptions: { 404: 'No dead letter has this id, or its payload was too large to keep' },
});

export const replayDeadLetters = endpoint({
  name: 'replayDeadLetters',
  summary: 'Publish the dead letters that match again, the oldest first',
  body: { schema: replayOrder, optional: true, alsoInQuery: true },
  answers: { 200: replayReport },
  failures: ['AMBIGUOUS_IMAGE', ...publishing],
  failureDescriptions: { 409: severalHaveId },
});

export const replayDeadLetter = endpoint({
  name: 'replayDeadLetter',
  summary: 'Publish a dead letter again, to the topic and the broker that it came from',
  params,
  answers: { 202: replayed },
  failures: [
    'BAD_REQUEST',
    'NOT_FOUND',
    'REPLAY_LIMIT',
    'NOT_REPLAYABLE',
    'BROKER_NOT_ENABLED',
    ...publishing,
  ],
  failureDescriptions: {
    404: 'No dead letter has this id',
    409: 'It was replayed MAX_REPLAYS times, or was too large to be kept whole',
  },
});
