import { eventContracts } from '../../../src/api/event-contracts/event-contracts.js';
import type { BrokerMessage, HeaderValue } from '../../../src/transport/broker.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';
import type { Random } from '../../support/random.js';
import { event } from '../hostile/hostile-message.js';
import { png } from '../hostile/png.js';
import { damaged } from './bytes.js';
import { hostileJson, hostileText, oneOf } from './hostile-values.js';

export type Message = Omit<BrokerMessage, 'topic'>;
type Make = (id: string, broker: BrokerName, random: Random) => Message;

/** The patterns whose topics are written to; those that end in -dlt are of dead letters. */
export type Pattern = 'images' | 'predictions' | 'labels' | 'inference';

const picture = png({ width: 28, height: 28 });
const grey = JSON.stringify({ image: Array.from({ length: 28 }, () => Array<number>(28).fill(100)) });
const types = [
  'image/png',
  'image/jpeg',
  'image/svg+xml',
  'application/json',
  'application/octet-stream',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
  'text/plain',
  '',
  'x',
];

const example = (name: string, id: string, broker: BrokerName): Message => {
  const { key: _key, ...made } = eventContracts[name]!.example(broker);
  return { ...made, headers: { ...made.headers, ce_id: id } };
};

/** The whole event as the body. */
function structured(id: string, data: object): Message {
  const body = { specversion: '1.0', id, source: '/fuzz', type: 'x', ...data };
  return {
    value: Buffer.from(JSON.stringify(body)),
    headers: { 'content-type': 'application/cloudevents+json' },
  };
}

const ofHeaders = (id: string, type: string, value: Uint8Array, more = {}): Message => ({
  key: id,
  value,
  headers: event({ ce_id: id, 'content-type': type, ...more }),
});

const images: readonly Make[] = [
  (id) => ofHeaders(id, 'image/png', picture),
  (id) => ofHeaders(id, 'application/json', Buffer.from(grey)),
  (id) =>
    ofHeaders(id, 'application/octet-stream', new Uint8Array(784), {
      ce_imagewidth: '28',
      ce_imageheight: '28',
    }),
  (id) => structured(id, { datacontenttype: 'image/png', data_base64: picture.toString('base64') }),
  (id) => structured(id, { data: JSON.parse(grey) as object }),
  (id, broker) => example('image', id, broker),
  (id) => ({ key: id, value: picture, headers: { 'content-type': 'image/png' } }),
];

const valid: Readonly<Record<Pattern, readonly Make[]>> = {
  images,
  predictions: [(id, broker) => example('prediction', id, broker)],
  labels: [
    (id, broker) => example('label', id, broker),
    (id) => ({ value: Buffer.from(JSON.stringify({ imageId: id, label: 'Bag' })), headers: {} }),
  ],
  inference: [(id, broker) => example('inference-request', id, broker)],
};

type Mutate = (message: Message, random: Random) => Message;

const withHeaders = (message: Message, headers: Message['headers']) => ({ ...message, headers });

const changes: readonly Mutate[] = [
  (message, random) => ({ ...message, value: message.value && damaged(message.value, random) }),
  (message, random) => ({ ...message, value: Buffer.from(random.bytes(random.below(200))) }),
  (message) => ({ ...message, value: null }),
  withOtherJson,
  withOtherJson,
  withOtherJson,
  (message, random) => {
    const kept = Object.entries(message.headers).filter(() => random.below(4) > 0);
    return withHeaders(message, Object.fromEntries(kept));
  },
  (message, random) => withHeaders(message, { ...message.headers, 'content-type': oneOf(types, random) }),
  withOtherHeader,
  withOtherHeader,
  withOtherHeader,
  (message, random) => ({
    ...message,
    key: oneOf([undefined, hostileText(random), random.bytes(9)], random),
  }),
];

const more = [
  'traceparent',
  'tracestate',
  'reply-to',
  'correlation-id',
  'pattern',
  'seamline-replay',
  'seamline-image-id',
  'seamline-error-code',
  'seamline-request-id',
  'kafka_dlt-original-offset',
  'ce_specversion',
  'ce_model',
  'ce_modelversion',
  'ce_requestid',
  'ce_time',
  'ce_partitionkey',
  'ce_truelabel',
  'ce_imageindex',
  'inference-header-content-length',
  '__proto__',
];

function withOtherHeader(message: Message, random: Random): Message {
  const name = oneOf([...Object.keys(message.headers), ...more], random);
  const value: HeaderValue = oneOf(
    [hostileText(random), hostileText(random), random.bytes(4), [hostileText(random), 'x'], 7, 7n],
    random,
  );
  const entries = Object.entries(message.headers).filter(([other]) => other !== name);
  return withHeaders(message, Object.fromEntries([...entries, [name, value]]));
}

function withOtherJson(message: Message, random: Random): Message {
  const { value } = message;
  try {
    return {
      ...message,
      value: Buffer.from(hostileJson(JSON.parse(Buffer.from(value ?? []).toString()), random)),
    };
  } catch {
    // It is no JSON, or nested too deep to be written again.
    return { ...message, value: damaged(value ?? picture, random) };
  }
}

/** Attributes on Pub/Sub are text of at most 1,024 bytes, under a name of 256. */
function asAttributes(headers: Message['headers']): Message['headers'] {
  const fitting = Object.entries(headers).filter(
    ([, value]) => typeof value === 'string' && Buffer.byteLength(value) <= 1_024 && !/\p{Cs}/u.test(value),
  );
  return Object.fromEntries(fitting);
}

/** A message for a topic, up to three times changed. It carries its name in the header `case`. */
export function hostileMessage(pattern: Pattern, name: string, broker: BrokerName, random: Random): Message {
  let message = oneOf(valid[pattern], random)(name, broker, random);
  for (let left = random.below(4); left > 0; left -= 1) message = oneOf(changes, random)(message, random);
  const headers = broker === 'pubsub' ? asAttributes(message.headers) : message.headers;
  return withHeaders(message, { ...headers, case: name });
}
