import { Logger } from '@nestjs/common';
import type { Answers } from '../../src/transport/delivery/answers.js';
import type { Broker, ReceivedMessage } from '../../src/transport/broker.js';
import { Delivery, type DeliveryOptions } from '../../src/transport/delivery/delivery.js';
import { ReplyPlaces } from '../../src/transport/delivery/reply-places.js';
import { defaultRetryPolicy, type RetryPolicy } from '../../src/foundation/concurrency/retry.js';

/** A Delivery without Nest around it, which answers wherever a message wants. */
export function deliveryOn(
  broker: Broker,
  handle: (message: ReceivedMessage) => Promise<Answers | undefined>,
  {
    policy = defaultRetryPolicy,
    logger = new Logger('test', {}),
    ...more
  }: Partial<DeliveryOptions> & { readonly policy?: RetryPolicy } = {},
): Delivery {
  return new Delivery(handle, {
    broker,
    group: 'test',
    partitionKey: () => undefined,
    rulesOf: () => ({ policy, handling: policy, stores: false }),
    replies: new ReplyPlaces({ broker, allowed: ['*'], own: new Set(), logger }),
    journal: undefined,
    signal: new AbortController().signal,
    logger,
    ...more,
  });
}
