import { z } from 'zod';
import { databaseDown, endpoint } from '../../foundation/contract/endpoint.js';
import { anyPosition, wholeNumber } from '../../foundation/contract/fields.js';
import { ledger } from '../ledger/ledger.js';
import { filterQuery } from './prediction-filter.js';
import { storedPredictionExample, storedPrediction } from './prediction.schema.js';

/** A list of predictions. A misspelt filter would return everything, so unknown fields are refused. */
const filtered = {
  failures: ['BUSY', 'TOO_MANY_READERS', databaseDown],
  failureDescriptions: { 400: 'A filter that is not known or not allowed; the answer names it' },
} as const;

export const listPredictions = endpoint({
  ...filtered,
  name: 'listPredictions',
  summary: 'Predictions, newest first',
  description: `A page is answered within about a second. A filter that matches little may make it short, or empty, although there is more:
go on with \`before\` as the header \`next-before\` says, until an answer has no such header.`,
  query: z.strictObject({
    limit: wholeNumber(1, 1_000).default(100),
    before: anyPosition.describe('Only those with a smaller seq: the next page').optional(),
    after: anyPosition.describe('Only those with a larger seq: what is new').optional(),
    ...filterQuery,
  }),
  answers: {
    200: {
      body: z.array(storedPrediction).meta({ examples: [[storedPredictionExample]] }),
      headers: {
        'next-before': '`before` of the next page; absent after the last one',
        'looked-through':
          'How many rows this page and those before it have looked through, and of how many: 5000/20000',
      },
    },
  },
});

const files = { ...filtered, query: z.strictObject(filterQuery) };
const asText = (contentType: string, example: string) => ({
  contentType,
  body: z.string().meta({ examples: [example] }),
});

export const exportPredictionsAsCsv = endpoint({
  ...files,
  name: 'exportPredictionsAsCsv',
  summary: 'All predictions that match, newest first, as CSV with a line of names first',
  description: 'Text that a spreadsheet would take for a formula begins with an apostrophe.',
  answers: { 200: asText('text/csv', 'seq,imageId,label\n42,0b8f/0,Ankle boot\n') },
});

export const exportPredictionsAsJsonLines = endpoint({
  ...files,
  name: 'exportPredictionsAsJsonLines',
  summary: 'All predictions that match, newest first, one JSON object a line',
  answers: { 200: asText('application/x-ndjson', `${JSON.stringify(storedPredictionExample)}\n`) },
});

export const followPredictions = endpoint({
  ...filtered,
  name: 'followPredictions',
  summary: 'Predictions as they are stored, as Server-Sent Events',
  description: `Events: \`predictions\` (a JSON array of at most 1,000; its \`id\` is the number to go on after), \`ledger\` (as
GET /ledger, at most once a second, when it has changed), \`dead-letter\` (a JSON array; not repeated after a reconnect),
\`progress\` (how far it has looked, \`{"position":…,"newest":…}\`, at most once a second while it catches up and finds nothing),
\`dropped\` (the reader was too slow; come back with the last id) and \`end\` (the server stops). A comment every 15 s.`,
  query: z.strictObject({
    after: anyPosition.describe('The number to go on after. Default: only what is new').optional(),
    ...filterQuery,
  }),
  headers: z.object({
    'Last-Event-ID': anyPosition.describe('The same, as browsers send it; it wins').optional(),
  }),
  answers: {
    200: asText(
      'text/event-stream',
      `id: 42\nevent: predictions\ndata: ${JSON.stringify([storedPredictionExample])}\n\n`,
    ),
  },
  failures: ['TOO_MANY_READERS', databaseDown],
});

export const getLedger = endpoint({
  name: 'getLedger',
  summary: 'What became of all images: accepted = predicted + dead + in flight',
  answers: { 200: ledger },
  failures: [databaseDown],
});
