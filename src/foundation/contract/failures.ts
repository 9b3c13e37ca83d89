import type { ErrorCode } from '../errors/app.error.js';

/** The framework's own codes, and their statuses. */
export const frameworkStatuses = {
  INTERNAL: 500,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 415,
} as const;

type FrameworkCode = keyof typeof frameworkStatuses;

export interface FailureExample {
  readonly message: string;
  readonly [detail: string]: unknown;
}

const bad = (field: string, value: unknown, allowed: string): FailureExample => ({
  message: `${field} is ${JSON.stringify(value)}: must be ${allowed}`,
  field,
  value,
  allowed,
});

const partsUp = {
  process: { status: 'up', state: 'running' },
  'broker kafka': { status: 'up', state: 'connected' },
};
const partsDown = {
  database: { status: 'down', state: 'away', lastError: 'PostgreSQL at db:5432 is away' },
};

/** An example of each failure of an endpoint, as ErrorFilter writes it. */
export const failureExamples = {
  BAD_REQUEST: bad('limit', '0', 'a whole number from 1 to 1000'),
  BAD_MESSAGE: { message: 'the CloudEvent has no source' },
  OUT_OF_RANGE: bad(
    'end_idx',
    10_001,
    'a whole number from 1 to 10000 (start_idx is 0, the data set has 10000 images)',
  ),
  FOREIGN_SITE: {
    message: 'refused because of Sec-Fetch-Site "cross-site": must be same-origin or none',
    field: 'Sec-Fetch-Site',
    value: 'cross-site',
    allowed: 'same-origin or none: open the link from here, or type it',
  },
  UNAUTHENTICATED: {
    message:
      'credentials are missing: send an API key in X-API-Key, or a key or token in Authorization: Bearer',
  },
  FORBIDDEN: { message: 'this takes the role operate; camera-7 has push' },
  TOO_MANY_REQUESTS: { message: 'more than RATE_LIMIT=6000 requests a minute; again in 12 seconds' },
  ISSUER_UNAVAILABLE: { message: 'the issuer of tokens is away' },
  AMBIGUOUS_IMAGE: {
    message: 'images of several sources have the id "7": "/shop/a", "/shop/b"; give imageSource too',
    field: 'imageSource',
    allowed: '"/shop/a", "/shop/b"',
    sources: ['/shop/a', '/shop/b'],
  },
  UNKNOWN_LABEL: bad('label', 'Hat', 'a label of fashion-mnist@2, which predicted, or an index from 0 to 9'),
  NOT_READY: {
    message: 'not ready: database',
    status: 'error',
    info: partsUp,
    error: partsDown,
    details: { ...partsUp, ...partsDown },
  },
  NOT_FOUND: { message: 'there is nothing under the id "7"' },
  UNKNOWN_BROKER: {
    message: 'there is no broker "rabbit"; known: embedded, kafka, pubsub',
    known: ['embedded', 'kafka', 'pubsub'],
  },
  BROKER_NOT_ENABLED: {
    message: 'the broker kafka is not enabled here; enabled: embedded',
    enabled: ['embedded'],
  },
  BROKER_UNAVAILABLE: {
    message: 'kafka took 500 of 2000 images, 500 are unknown: no answer within 4000 ms',
    requestId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90',
    broker: 'kafka',
    requested: 2000,
    confirmed: 500,
    unknown: 500,
    notSent: 1000,
    links: { request: '/requests/0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90' },
  },
  BROKER_REFUSED: { message: 'the broker answered, and said no: TOPIC_AUTHORIZATION_FAILED' },
  DATABASE_UNAVAILABLE: { message: 'the database is away: connect ECONNREFUSED' },
  DATASET_UNAVAILABLE: { message: 'the data set cannot be read' },
  UNSUPPORTED_CONTENT_TYPE: {
    message: '"notes.txt": is no picture; allowed: image/png, image/jpeg',
    field: 'file',
    value: 'notes.txt',
  },
  MESSAGE_TOO_LARGE: { message: 'the body is too large: at most 65536 bytes are taken here' },
  UNKNOWN_MODEL: { message: 'there is no model "mnist"; there are: fashion-mnist' },
  MODEL_CONFLICT: { message: 'version 2 of fashion-mnist serves already' },
  STALE_DECISION: {
    message:
      'the decision was made on revision 7 of fashion-mnist, and 8 is the newest: fashion-mnist@2 serves; look at it, then decide again',
    model: 'fashion-mnist',
    revision: 8,
    serving: { version: '2', previous: '1' },
  },
  MODEL_FAILED: { message: 'the model failed on the image' },
  MODEL_UNAVAILABLE: { message: 'not every model is loaded' },
  TIMED_OUT: { message: 'no batch had room within 10 ms' },
  TOO_MANY_PUSHES: { message: 'none of 100 images was sent: 1000 pushes are being published already' },
  TOO_MANY_READERS: {
    message: '1000 streams are open already; at most 1000 may be',
    open: 1_000,
    allowed: 1_000,
  },
  STILL_PUBLISHING: { message: 'the request 0b8f6f0e is still being published: its images are not unknown' },
  BUSY: {
    message: '100 files and streams wait to read the database; at most 100 may',
    waiting: 100,
    allowed: 100,
  },
  REPLAY_LIMIT: { message: 'the message of dead letter 3 was replayed 3 times; MAX_REPLAYS allows 3' },
  NOT_REPLAYABLE: {
    message: 'dead letter 3 cannot be replayed: its value of 2000000 bytes was too large to keep',
  },
  INTERNAL: { message: 'internal error; the log says more' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { message: 'Unsupported Media Type' },
} satisfies Partial<Record<ErrorCode | FrameworkCode, FailureExample>>;

/** A code in an endpoint's answer. */
export type FailureCode = keyof typeof failureExamples;
