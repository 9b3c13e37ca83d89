import { inferenceAnswerSchema } from '../inference/answer.schema.js';
import { inferenceExample } from '../inference/inference.examples.js';
import { inferenceRequestSchema } from '../inference/read-json.js';
import { z } from 'zod';
import type { FailureCode } from './failures.js';
import type { OperationContract } from './operation-contract.js';
import * as bodies from './protocol-bodies.js';
import {
  jobExample,
  jobStatusExample,
  modelMetadataExample,
  repositoryExample,
  statisticsExample,
} from './protocol-examples.js';

const unknown: readonly FailureCode[] = ['UNKNOWN_MODEL'];
const loading: readonly FailureCode[] = ['BAD_REQUEST', 'UNKNOWN_MODEL', 'FST_ERR_CTP_BODY_TOO_LARGE'];
const inferring: readonly FailureCode[] = [
  ...loading,
  'MODEL_FAILED',
  'MODEL_UNAVAILABLE',
  'TIMED_OUT',
  'MESSAGE_TOO_LARGE',
  'BROKER_UNAVAILABLE',
  'BROKER_REFUSED',
  'DATABASE_UNAVAILABLE',
];
const job: readonly FailureCode[] = ['NOT_FOUND', 'DATABASE_UNAVAILABLE'];
const status = { body: bodies.jobStatus, example: jobStatusExample };
const { request, answer } = inferenceExample;
const version = z.object({ parameters: z.object({ version: z.string().optional() }).optional() });

/** The endpoints of the Open Inference Protocol; see `operations`. */
export const protocolOperations: Readonly<Record<string, OperationContract>> = {
  'GET /v2': { body: bodies.server },
  'GET /v2/health/live': { body: bodies.live, example: { live: true } },
  'GET /v2/health/ready': {
    body: bodies.ready,
    example: { live: true, ready: true },
    fails: ['MODEL_UNAVAILABLE'],
  },
  'GET /v2/models/stats': { body: bodies.statistics, example: statisticsExample },
  'GET /v2/models/{model}/stats': { body: bodies.statistics, example: statisticsExample, fails: unknown },
  'GET /v2/models/{model}': { body: bodies.modelMetadata, example: modelMetadataExample, fails: unknown },
  'GET /v2/models/{model}/ready': {
    body: bodies.modelReady,
    example: { name: 'fashion-mnist', ready: true },
    fails: ['MODEL_UNAVAILABLE', ...unknown],
  },
  'POST /v2/models/{model}/infer': {
    body: inferenceAnswerSchema,
    bodies: { 202: { body: bodies.job, example: jobExample } },
    request: { schema: inferenceRequestSchema, example: request },
    fails: inferring,
  },
  'POST /v2/repository/index': {
    body: bodies.repository,
    example: repositoryExample,
    request: { schema: z.object({ ready: z.boolean().optional() }), example: { ready: true } },
    fails: ['BAD_REQUEST', 'FST_ERR_CTP_BODY_TOO_LARGE'],
  },
  'POST /v2/repository/models/{model}/load': {
    body: bodies.nothing,
    example: {},
    request: { schema: version, example: { parameters: { version: '2' } } },
    fails: ['MODEL_UNAVAILABLE', ...loading],
  },
  'POST /v2/repository/models/{model}/unload': {
    body: bodies.nothing,
    example: {},
    fails: ['MODEL_CONFLICT', ...unknown],
  },
  'GET /v2/jobs/{id}': { ...status, fails: job },
  'GET /v2/jobs/{id}/result': {
    body: inferenceAnswerSchema,
    example: answer,
    bodies: { 202: status },
    fails: ['BAD_REQUEST', 'BROKER_UNAVAILABLE', ...job],
  },
  'GET /v2/jobs/{id}/events': {
    textExample: `event: status\ndata: ${JSON.stringify(jobStatusExample)}\n\n`,
    fails: job,
  },
};
