import { hostileHeaders } from './headers.js';
import { event, type HostileMessage, refused } from './hostile-message.js';
import { hostileJson } from './json-bodies.js';
import { hostilePictures } from './pictures.js';
import { hostileStructured } from './structured.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

const all = [...hostilePictures, ...hostileJson, ...hostileHeaders, ...hostileStructured];

const usualLargestBytes = 8_000_000;
/** The largest body for an image that a broker takes; Kafka's topic has to allow it. */
const largestBytes: Readonly<Partial<Record<BrokerName, number>>> = {
  kafka: 20_000_000,
  pubsub: 9_900_000,
};

/** What anybody who may write to the topic of images can send on this broker. */
export function hostileMessagesFor(broker: BrokerName): readonly HostileMessage[] {
  const body = Buffer.alloc(largestBytes[broker] ?? usualLargestBytes, 'x');
  const headers = event({ 'content-type': 'image/png' });
  const huge = refused(`a body of ${body.length} bytes`, 'MESSAGE_TOO_LARGE', body, headers);
  return [...all.filter(({ brokers }) => brokers.includes(broker)), huge];
}
