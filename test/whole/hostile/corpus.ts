import { hostileHeaders } from './headers.js';
import { event, type HostileMessage, refused } from './hostile-message.js';
import { hostileJson } from './json-bodies.js';
import { hostilePictures } from './pictures.js';
import { hostileStructured } from './structured.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

const all = [...hostilePictures, ...hostileJson, ...hostileHeaders, ...hostileStructured];

/** The largest body for an image that each broker takes; Kafka's topic has to allow it. */
const largestBytes: Record<BrokerName, number> = {
  embedded: 8_000_000,
  kafka: 20_000_000,
  pubsub: 9_900_000,
};

/** What anybody who may write to the topic of images can send on this broker. */
export function hostileMessagesFor(broker: BrokerName): readonly HostileMessage[] {
  const body = Buffer.alloc(largestBytes[broker], 'x');
  const headers = event({ 'content-type': 'image/png' });
  const huge = refused(`a body of ${body.length} bytes`, 'MESSAGE_TOO_LARGE', body, headers);
  return [...all.filter(({ brokers }) => brokers.includes(broker)), huge];
}
