import { toAppError, UnavailableError, type AppError } from '../../../foundation/errors/app.error.js';
import { Batcher } from '../../../foundation/concurrency/batcher.js';
import type { BrokerMessage } from '../../broker.js';
import { type KnownEnds, withKnownEnds, withNoneSent } from '../../publish-failure.js';
import type { PubSubAdmin } from './pubsub.admin.js';
import type { PubSubConnection } from './pubsub.connection.js';
import type { PublishTroubles } from '../publish-troubles.js';
import { grpcCode, grpcStatus, isAnswer, neverLeft } from './pubsub.errors.js';
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

/** Each request costs a round trip, and all of them share the deadline of their messages. */
const parallelParts = 8;

/**
 * Groups messages into publish requests. A request may hold one ordering key only, and the next one of that key has
 * to wait for it. So each key has a lane of its own, while messages without a key share several requests in flight.
 */
export class PubSubPublisher {
  private readonly lanes = new Map<string, Lane>();
  /** Failures with which the server certainly has nothing of the message. */
  private readonly notTaken = new WeakSet<AppError>();

  constructor(
    private readonly connection: PubSubConnection,
    private readonly admin: PubSubAdmin,
    private readonly options: { readonly timeoutMs: number; readonly troubles: PublishTroubles },
  ) {}

  /** Resolves once all are accepted; rejects once all are settled, so nothing is sent after a rejection. */
  async publish(messages: readonly BrokerMessage[]): Promise<void> {
    const encoded = encodeAll(messages);
    const deadline = performance.now() + this.options.timeoutMs;
    const sent = encoded.map(({ topic, message }) => this.add(topic, { message, deadline }));
    const failures = (await Promise.allSettled(sent)).map((end) =>
      end.status === 'rejected' ? toAppError(end.reason) : undefined,
    );
    const first = failures.find((failure) => failure !== undefined);
    if (first) throw withKnownEnds(first, this.endsOf(failures));
  }

  private endsOf(failures: readonly (AppError | undefined)[]): KnownEnds {
    const places = (isMeant: (failure: AppError | undefined) => boolean) =>
      failures.flatMap((failure, place) => (isMeant(failure) ? place : []));
    return {
      accepted: places((failure) => failure === undefined),
      notSent: places((failure) => failure !== undefined && this.notTaken.has(failure)),
    };
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
    const [first] = items;
    if (first && first.deadline <= now) {
      const inTime = items.filter(({ deadline }) => deadline > now);
      const failures = [...(await this.send(topic, inTime))];
      return items.map(({ deadline }) => (deadline > now ? failures.shift() : this.late()));
    }
    const failure = await this.request(topic, items).then(() => undefined, toAppError);
    if (failure?.kind !== 'invalid' || items.length === 1) return items.map(() => failure);
    return this.sendInParts(topic, items);
  }

  /** The server refuses a request as a whole: smaller ones find the refused message. */
  private async sendInParts(topic: string, items: readonly Item[]): Promise<(AppError | undefined)[]> {
    const failures: (AppError | undefined)[] = [];
    if (items[0]?.message.orderingKey) {
      // One half after the other, so that the order stays.
      for (const part of partsOf(items, 2)) failures.push(...(await this.send(topic, part)));
      return failures;
    }
    return (await Promise.all(partsOf(items, parallelParts).map((part) => this.send(topic, part)))).flat();
  }

  private late(): AppError {
    const text = `Pub/Sub did not take a message within ${this.options.timeoutMs} ms`;
    const failure = new UnavailableError('BROKER_UNAVAILABLE', text);
    this.notTaken.add(failure);
    return failure;
  }

  private async request(topic: string, items: readonly Item[]): Promise<void> {
    const [first] = items;
    if (!first) return;
    const { troubles } = this.options;
    const request = {
      topic: this.connection.topicPath(topic),
      messages: items.map(({ message }) => message),
    };
    let isUnclear = false;
    const noted = (failure: AppError) => {
      isUnclear ||= !isAnswer(failure) && !neverLeft(failure);
      troubles.failed(topic, failure);
    };
    const publish = () =>
      this.connection.call(
        first.deadline,
        ({ publisher }, options) => publisher.publish(request, { ...options, isBundling: false }),
        noted,
      );
    try {
      await publish().catch((error: unknown) => this.restore(topic, first.deadline, error).then(publish));
      troubles.accepted(topic);
    } catch (error) {
      const failure = toAppError(error);
      noted(failure);
      if (!isUnclear) this.notTaken.add(failure);
      throw failure;
    }
  }

  /** Makes a topic that the server does not know. @throws the error that led here, where that does not help. */
  private async restore(topic: string, deadline: number, error: unknown): Promise<void> {
    if (grpcCode(error) !== grpcStatus.notFound) throw error;
    await this.admin.restore(topic, deadline).catch((refusal: unknown) => {
      throw grpcCode(refusal) === grpcStatus.permissionDenied ? error : refusal;
    });
  }
}

/** @throws InvalidError for the first message beyond the service's limits; nothing is sent then. */
function encodeAll(messages: readonly BrokerMessage[]) {
  try {
    return messages.map((message) => ({ topic: message.topic, message: encodeMessage(message) }));
  } catch (error) {
    throw withNoneSent(error, messages.length);
  }
}

function partsOf<T>(items: readonly T[], count: number): T[][] {
  const size = Math.ceil(items.length / count);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}
