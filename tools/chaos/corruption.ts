import {
  type BrokerMessage,
  type HeaderValue,
  headerText,
  type ReceivedMessage,
} from '../../src/transport/broker.js';

interface Parts {
  value: Uint8Array | null;
  headers: Record<string, HeaderValue>;
}

/** Ways to break an image event so that no reader may take it for an image. `prefix` is that of its attributes. */
const ways: Readonly<Record<string, (parts: Parts, prefix: string) => void>> = {
  'cut in half': (parts) => {
    parts.value = parts.value?.subarray(0, parts.value.length / 2) ?? null;
  },
  empty: (parts) => {
    parts.value = new Uint8Array();
  },
  'said to be a PNG': (parts) => {
    parts.headers['content-type'] = 'image/png';
  },
  'of an unknown type': (parts) => {
    parts.headers['content-type'] = 'text/plain';
  },
  'of another spec version': ({ headers }, prefix) => {
    headers[`${prefix}specversion`] = '9.9';
  },
  'without a width': ({ headers }, prefix) => {
    delete headers[`${prefix}imagewidth`];
  },
  'of a negative height': ({ headers }, prefix) => {
    headers[`${prefix}imageheight`] = '-28';
  },
};

export interface Corrupted {
  readonly id: string;
  readonly how: string;
  readonly message: BrokerMessage;
}

/** A broken copy of the event under an id of its own; undefined for a message that is no event in binary mode. */
export function corrupt(message: ReceivedMessage, random: () => number): Corrupted | undefined {
  const prefix = ['ce_', 'ce-'].find((start) => headerText(message, `${start}id`));
  if (!prefix) return undefined;
  const id = `broken/${headerText(message, `${prefix}id`)}`;
  const parts: Parts = { value: message.value, headers: { ...message.headers, [`${prefix}id`]: id } };
  const how = Object.keys(ways)[Math.floor(random() * Object.keys(ways).length)] ?? 'empty';
  ways[how]?.(parts, prefix);
  return {
    id,
    how,
    message: { topic: message.topic, key: id, partitionKey: message.partitionKey, ...parts },
  };
}
