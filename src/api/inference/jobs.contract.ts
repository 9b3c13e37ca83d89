import { z } from 'zod';
import { type Body, databaseDown, endpoint } from '../../foundation/contract/endpoint.js';
import { count, text } from '../../foundation/contract/fields.js';
import { verdict } from '../../outcomes/ledger/ledger.js';
import { inferenceAnswerSchema } from './inference.schema.js';

const jobExample = {
  id: '0b8f',
  links: { status: '/v2/jobs/0b8f', result: '/v2/jobs/0b8f/result', events: '/v2/jobs/0b8f/events' },
};

const jobFields = z.object({
  id: text.describe('The id of the request that its rows belong to'),
  links: z.object({ status: text, result: text, events: text }),
});
/** An asynchronous inference request. */
export const job = jobFields.meta({ examples: [jobExample] });
export type Job = Body<typeof job>;

const statusExample = { ...jobExample, state: 'working', requested: 10, predicted: 7, dead: 0 } as const;
const status = jobFields
  .extend({
    state: verdict,
    requested: count.describe('Rows of the request'),
    predicted: count,
    dead: count.describe('Rows that became dead letters'),
  })
  .meta({ examples: [statusExample] });
export type JobStatus = Body<typeof status>;

const ofJob = {
  params: z.object({ id: z.string() }),
  failures: ['NOT_FOUND', databaseDown],
  failureDescriptions: { 404: 'No job has this id' },
} as const;

export const getJob = endpoint({
  ...ofJob,
  name: 'getJob',
  summary: 'How far an asynchronous inference request is',
  answers: { 200: status },
});

export const getJobResult = endpoint({
  ...ofJob,
  name: 'getJobResult',
  summary: 'The answer to an asynchronous inference request',
  answers: {
    200: { description: 'The answer', body: inferenceAnswerSchema },
    202: { description: 'Not complete yet: the status', body: status },
  },
  failures: ['BAD_REQUEST', 'BROKER_UNAVAILABLE', ...ofJob.failures],
  failureDescriptions: {
    ...ofJob.failureDescriptions,
    400: 'Rows became dead letters; the answer names them',
  },
});

export const followJob = endpoint({
  ...ofJob,
  name: 'followJob',
  summary: 'The status each time that it changes, as Server-Sent Events, until the job is done',
  answers: {
    200: {
      contentType: 'text/event-stream',
      body: text.meta({ examples: [`event: status\ndata: ${JSON.stringify(statusExample)}\n\n`] }),
    },
  },
  failures: ['TOO_MANY_READERS', ...ofJob.failures],
});
