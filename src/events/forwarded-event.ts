import { InvalidError } from '../foundation/errors/app.error.js';
import { quoted } from '../foundation/errors/quoted.js';
import type { ReceivedMessage } from '../transport/broker.js';
import type { Envelope } from '../transport/delivery/codec.js';
import { isPrintable } from './attribute-text.js';
import { encodeCloudEvent } from './cloud-event.js';
import type { EventAttributes } from './event-attributes.js';
import { readTrace } from './trace-context.js';

/** These are fields of a `CloudEvent`; all other attributes are its extensions. */
const fields = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'datacontenttype',
  'traceparent',
  'tracestate',
]);

/**
 * Writes an event of another program for a broker in binary mode, with every attribute that the program gave.
 *
 * @param message whose headers may have the hop of the event's trace.
 * @throws InvalidError `BAD_MESSAGE` that names the attribute which is missing or wrong.
 */
export function forwardEvent(
  attributes: EventAttributes,
  message: ReceivedMessage,
  broker: string,
): Envelope {
  const required = (name: string) => {
    const value = textOf(attributes, name);
    if (value === undefined) throw new InvalidError('BAD_MESSAGE', `the CloudEvent has no ${name}`);
    return value;
  };
  required('specversion');
  const extensions: Record<string, string | undefined> = {};
  for (const name of attributes.names()) {
    if (!fields.has(name)) extensions[named(name)] = textOf(attributes, name);
  }
  return encodeCloudEvent(
    {
      id: required('id'),
      source: required('source'),
      type: required('type'),
      time: textOf(attributes, 'time'),
      datacontenttype: attributes.contentType,
      extensions,
      trace: readTrace(message, attributes),
      data: attributes.data,
    },
    broker,
  );
}

/** Brokers, databases and logs refuse control characters, and CloudEvents forbids them. */
function textOf(attributes: EventAttributes, name: string): string | undefined {
  const value = attributes.get(name);
  if (value === undefined || isPrintable(value)) return value;
  throw new InvalidError('BAD_MESSAGE', `${name} is ${quoted(value)}; control characters are not allowed`);
}

function named(name: string): string {
  if (/^[a-z0-9]+$/.test(name)) return name;
  throw new InvalidError('BAD_MESSAGE', `an attribute is named ${quoted(name)}; allowed: a to z, 0 to 9`);
}
