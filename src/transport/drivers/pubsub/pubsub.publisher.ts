import { toAppError, UnavailableError, type AppError } from '../../../foundation/errors/app.error.js';
import { allAccepted } from '../../../foundation/concurrency/all-accepted.js';
import { Batcher } from '../../../foundation/concurrency/batcher.js';
import type { BrokerMessage } from '../../broker.js';
import type { PubSubAdmin } from './pubsub.admin.js';
import type { PubSubConnection } from './pubsub.connection.js';
import { grpcCode, grpcStatus } from './pubsub.errors.js';
import { encodeMessage, sizeBytes, type PubSubMessage } from './pubsub.message.js';

interface Item {
  readonly message: PubSubMessage;
  /** By `performance.now()`: the message is not sent after that. */
  readonly deadline: number;
}

/** Messages that leave in one order. */
interface Lane {
  readonly batcher: Batcher<Item, undefined>;
  pending: number;
}

/** The service's limit is 1000 messages and 10 MB; test servers take gRPC's default of 4 MB at most. */
const batchLimits = { maxItems: 1000, maxBytes: 3_500_000 };

/**
 * Groups messages into publish requests. A request may hold one ordering key only, and the next one of that key has
 * to wait for it. So each key has a lane of its own, while messages without a key share several requests in flight.
 */
export class PubSubPublisher {
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly connection: PubSubConnection,
    private readonly admin: PubSubAdmin,
    private readonly timeoutMs: number,
  ) {}

  /** Resolves once all are accepted; rejects once all are settled, so nothing is sent after a rejection. */
  async publish(messages: readonly BrokerMessage[]): Promise<void> {
    const encoded = messages.map((message) => ({ topic: message.topic, message: encodeMessage(message) }));
    const deadline = performance.now() + this.timeoutMs;
    await allAccepted(encoded.map(({ topic, message }) => this.add(topic, { message, deadline })));
  }

  private async add(topic: string, item: Item): Promise<void> {
    const { orderingKey } = item.message;
    const name = `${topic}/${orderingKey}`;
    const lane = this.lanes.get(name) ?? this.openLane(topic, orderingKey);
    this.lanes.set(name, lane);
    lane.pending += 1;
    try {
      await lane.batcher.add(item);
    } finally {
      lane.pending -= 1;
      if (lane.pending === 0) this.lanes.delete(name);
    }
  }

  private openLane(topic: string, orderingKey: string): Lane {
    const batcher = new Batcher<Item, undefined>((items) => this.send(topic, items), {
      ...batchLimits,
      sizeBytes: ({ message }) => sizeBytes(message),
      concurrency: orderingKey === '' ? 4 : 1,
    });
    return { batcher, pending: 0 };
  }

  /** Returns, for each message, the error that kept it from being accepted. */
  private async send(topic: string, items: readonly Item[]): Promise<readonly (AppError | undefined)[]> {
    const now = performance.now();
    const inTime = items.filter(({ deadline }) => deadline > now);
    const late = new UnavailableError(
      'BROKER_UNAVAILABLE',
      `Pub/Sub did not take a message within ${this.timeoutMs} ms`,
    );
    const failure = await this.request(topic, inTime).then(() => undefined, toAppError);
    return items.map(({ deadline }) => (deadline > now ? failure : late));
  }

  /** Sends the items in one request; creates the topic when the server does not know it. */
  private async request(topic: string, items: readonly Item[]): Promise<void> {
    const [first] = items;
    if (!first) return;
    const request = {
      topic: this.connection.topicPath(topic),
      messages: items.map(({ message }) => message),
    };
    const publish = () =>
      this.connection.call(first.deadline, (options) =>
        this.connection.publisher.publish(request, { ...options, isBundling: false }),
      );
    await publish().catch(async (error: unknown) => {
      if (grpcCode(error) !== grpcStatus.notFound) throw error;
      await this.admin.createTopic(topic, first.deadline);
      await publish();
    });
  }
}
