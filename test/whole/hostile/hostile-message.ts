import type { ErrorCode } from '../../../src/foundation/errors/app.error.js';
import type { BrokerMessage, HeaderValue } from '../../../src/transport/broker.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

/** A message that somebody sends by mistake or on purpose, and what becomes of it. */
export interface HostileMessage {
  /** Names the case; travels in the header `case`. */
  readonly name: string;
  readonly message: Omit<BrokerMessage, 'topic'>;
  readonly ends: { readonly deadLetter: ErrorCode } | { readonly answered: string; readonly id: string };
  /** The brokers that it can be sent to. */
  readonly brokers: readonly BrokerName[];
}

type Headers = Readonly<Record<string, HeaderValue>>;
export type Body = Uint8Array | string | null;

/** A well-formed event's attributes, for the message whose body or single header is the hostile part. */
export const event = (more: Headers = {}): Headers => ({
  ce_specversion: '1.0',
  ce_id: 'hostile',
  ce_source: '/somebody',
  ce_type: 'picture',
  ...more,
});

const toMessage = (name: string, body: Body, headers: Headers, key?: string | Uint8Array) => ({
  key,
  value: typeof body === 'string' ? Buffer.from(body) : body,
  headers: { ...headers, case: name },
});

/** A message that ends as a dead letter with this code. */
export function refused(name: string, code: ErrorCode, body: Body, headers: Headers = {}): HostileMessage {
  const message = toMessage(name, body, headers);
  return { name, message, ends: { deadLetter: code }, brokers: brokersFor(headers) };
}

/** A message that only looks dangerous: it is answered under this id, because of what `reason` says. */
export function answered(
  name: string,
  reason: string,
  { body, headers = event({ ce_id: name }), id = name }: { body: Body; headers?: Headers; id?: string },
): HostileMessage {
  const message = toMessage(name, body, headers, id);
  return { name, message, ends: { answered: reason, id }, brokers: brokersFor(headers) };
}

/** Attributes on Pub/Sub are text of 1,024 bytes, 100 of them, and none is repeated. */
function brokersFor(headers: Headers): readonly BrokerName[] {
  const values = Object.values(headers);
  const isAttribute = (value: HeaderValue) => typeof value === 'string' && Buffer.byteLength(value) <= 1024;
  const fitsPubSub = values.length < 100 && values.every(isAttribute);
  return fitsPubSub ? ['embedded', 'kafka', 'pubsub'] : ['embedded', 'kafka'];
}
