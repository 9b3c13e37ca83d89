import { linksOf } from '../publishing/request-links.js';
import { labelsExample } from '../../outcomes/ledger/ledger.js';
import * as bodies from './bodies.js';
import type { FailureCode } from './failures.js';
import type { OperationContract } from './operation-contract.js';
import { protocolOperations } from './protocol-operations.js';

const away = 'DATABASE_UNAVAILABLE';
const carrying = ['FST_ERR_CTP_BODY_TOO_LARGE', 'FST_ERR_CTP_INVALID_MEDIA_TYPE'] as const;
const publishing: readonly FailureCode[] = [
  'BAD_REQUEST',
  'UNKNOWN_BROKER',
  'BROKER_NOT_ENABLED',
  'BROKER_UNAVAILABLE',
  'BROKER_REFUSED',
  away,
];
const found: readonly FailureCode[] = ['NOT_FOUND', away];
const pushing: readonly FailureCode[] = ['OUT_OF_RANGE', 'DATASET_UNAVAILABLE', ...publishing];

const requestId = labelsExample.requestId;
const pushedBodies = { 200: { body: bodies.labels, example: labelsExample } };
const uploadExample = {
  requestId,
  broker: 'embedded',
  accepted: 1,
  files: ['boot.jpg'],
  links: linksOf(requestId),
};

/**
 * Every endpoint: what it answers, and which failures. `/{broker}` in front and `/versions/{version}` within are left out
 * of the paths; a test finds endpoints that are missing here.
 */
export const operations: Readonly<Record<string, OperationContract>> = {
  'GET /push-to-consumer': { body: bodies.pushed, bodies: pushedBodies, fails: pushing },
  'POST /push-to-consumer': { body: bodies.pushed, bodies: pushedBodies, fails: [...pushing, ...carrying] },
  'POST /images': {
    body: bodies.uploaded,
    example: uploadExample,
    fails: [...publishing, 'UNSUPPORTED_CONTENT_TYPE', 'MESSAGE_TOO_LARGE', ...carrying],
  },
  'GET /images/{imageId}': { fails: [...found, 'DATASET_UNAVAILABLE'] },
  'GET /images/{imageId}/input': { fails: ['BAD_REQUEST', 'UNKNOWN_MODEL', 'DATASET_UNAVAILABLE', ...found] },
  'GET /brokers': { body: bodies.brokers },
  'GET /dataset': { body: bodies.dataset },
  'GET /dataset/images/{index}': { fails: ['NOT_FOUND', 'DATASET_UNAVAILABLE'] },

  'GET /health/live': { body: bodies.live },
  'GET /health/ready': { body: bodies.readiness, fails: ['NOT_READY'] },

  'GET /metrics': {},

  'GET /asyncapi.json': {
    body: bodies.anyObject,
    example: { asyncapi: '3.0.0', info: { title: 'Seamline events' } },
  },
  'GET /schemas': { body: bodies.schemaList, example: ['/schemas/prediction.json'] },
  'GET /schemas/{file}': {
    body: bodies.anyObject,
    example: { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Prediction', type: 'object' },
    fails: ['NOT_FOUND'],
  },

  ...protocolOperations,
};
