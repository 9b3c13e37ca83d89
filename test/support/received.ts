import type { ReceivedMessage } from '../../src/transport/broker.js';

/** A message as a broker would hand it over, with these parts of its own. */
export function received(parts: Partial<ReceivedMessage>): ReceivedMessage {
  return {
    topic: 'images',
    id: '0/42',
    partition: 0,
    offset: 42n,
    publishedAt: new Date(1_700_000_000_000),
    key: undefined,
    value: new Uint8Array(),
    headers: {},
    ...parts,
  };
}
