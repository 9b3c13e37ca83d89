import { z } from 'zod';
import { type Body, endpoint } from '../../../foundation/contract/endpoint.js';
import { count, text } from '../../../foundation/contract/fields.js';
import { publishing } from '../publishing.schema.js';
import { mostEvents } from './sent-events.js';

const acceptedEvent = z.object({
  state: z.literal('accepted'),
  source: text,
  id: text,
  imageId: text.describe('The name of its image in predictions, dead letters and links'),
});
const refusedEvent = z.object({
  state: z
    .enum(['notSent', 'unknown'])
    .describe('Whether the broker surely does not have it. The same event may be sent again in any case'),
  source: text.optional(),
  id: text.optional(),
  code: text,
  message: text.describe('The field, the value seen and what is allowed'),
});
const sentEvent = z.union([acceptedEvent, refusedEvent]);
export type ListedEvent = Body<typeof sentEvent>;

const answer = z.object({
  broker: text,
  accepted: count.describe('Events that the broker has confirmed'),
  events: z.array(sentEvent).describe('In the order of the request'),
});
export type SentAnswer = Body<typeof answer>;

const accepted: ListedEvent = {
  state: 'accepted',
  source: '/camera/7',
  id: 'shot-1',
  imageId: '/camera/7 shot-1',
};
const acceptedExample: SentAnswer = { broker: 'kafka', accepted: 1, events: [accepted] };
const mixedExample: SentAnswer = {
  ...acceptedExample,
  events: [accepted, { state: 'notSent', code: 'BAD_MESSAGE', message: 'the CloudEvent has no source' }],
};

const eventExample = {
  specversion: '1.0',
  id: 'shot-1',
  source: '/camera/7',
  type: 'org.example.shot',
  datacontenttype: 'image/png',
  data_base64: 'iVBORw0KGgo=',
};

const { traceparent, tracestate } = publishing.headers.shape;

export const pushEvents = endpoint({
  ...publishing,
  name: 'pushEvents',
  nameWithParameter: { broker: 'pushEventsToBroker' },
  summary: 'Publish images as CloudEvents, or by a push of Pub/Sub',
  description:
    'CloudEvents 1.0 in binary mode (`ce-` headers, the picture as the body), structured mode ' +
    `(\`application/cloudevents+json\`) or as a batch of up to ${mostEvents} (\`application/cloudevents-batch+json\`). ` +
    'Also a push of Pub/Sub, with its envelope or without, whose OIDC token is checked. ' +
    'Source and id name the image: the same event again is a repeat.',
  headers: z.object({
    traceparent,
    tracestate,
    'ce-specversion': text.describe('Binary mode: `1.0`').optional(),
    'ce-id': text.describe('Binary mode').optional(),
    'ce-source': text.describe('Binary mode').optional(),
    'ce-type': text.describe('Binary mode').optional(),
  }),
  body: {
    schema: z
      .union([z.record(z.string(), z.unknown()), z.array(z.unknown())])
      .meta({ examples: [eventExample] }),
    contentTypes: ['application/cloudevents+json', 'application/cloudevents-batch+json', 'application/json'],
    binaryTypes: ['*/*'],
    readByHandler: true,
  },
  answers: {
    202: {
      description: 'The broker has confirmed every event',
      body: answer.meta({ examples: [acceptedExample] }),
    },
    207: {
      description: 'The broker has confirmed some events of the batch; the others are wrong',
      body: answer.meta({ examples: [mixedExample] }),
    },
  },
  failures: [
    ...publishing.failures.filter((code) => code !== 'DATABASE_UNAVAILABLE' && code !== 'TOO_MANY_READERS'),
    'BAD_MESSAGE',
    'UNSUPPORTED_CONTENT_TYPE',
    'MESSAGE_TOO_LARGE',
    'BUSY',
  ],
  failureDescriptions: {
    ...publishing.failureDescriptions,
    400: 'No event of the request can be read; nothing was published',
    401: 'A push of Pub/Sub without a valid token, or missing credentials',
    413: 'The picture or the body is over its limit; nothing was published',
    415: 'The data is no known picture; nothing was published',
    503: 'The broker did not confirm every event: `events` says which it has. The same request may be sent again',
  },
});
