import { setTimeout as delay } from 'node:timers/promises';
import { Duration, type Message, type Subscription as Stream } from '@google-cloud/pubsub';
import { shortened } from '../../../foundation/concurrency/retry.js';
import type { Subscription } from '../../broker.js';
import type { BrokerTroubles } from '../broker-troubles.js';
import { refusalText } from './pubsub.advice.js';
import type { PubSubAdmin } from './pubsub.admin.js';
import type { PubSubConnection } from './pubsub.connection.js';
import { endInOrder } from './pubsub.ending.js';
import { fromPubSubError, grpcCode, grpcStatus, isAnswer } from './pubsub.errors.js';

export interface PubSubPullOptions {
  readonly subscription: Subscription;
  readonly troubles: BrokerTroubles;
  /** Aborts when the consumer closes. */
  readonly signal: AbortSignal;
  readonly onMessage: (message: Message) => void;
  /** A stream is lost, and its messages that have not started come again. */
  readonly onLoss: () => void;
}

/** In milliseconds. Pauses double from the first to the longest; each is shortened at random by up to half. */
const pauses = { first: 500, longestAway: 1_000, longestRefused: 30_000 };
/** In milliseconds. gRPC does not say that a stream was accepted, only that it was refused. */
const acceptedAfterMs = 5_000;

/** A streaming pull that begins again whenever it breaks, more and more slowly while the server refuses it. */
export class PubSubPull {
  private stream: Stream | undefined;
  private failures = 0;
  private isRefused = false;
  private accepted: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: PubSubConnection,
    private readonly admin: PubSubAdmin,
    private readonly options: PubSubPullOptions,
  ) {
    connection.onRenewal(() => void this.restart(this.stream, undefined), options.signal);
  }

  /** Resolves once the subscription exists, or may not be looked at. */
  async start(): Promise<void> {
    await this.admin.ensure(this.options.subscription);
    this.open();
  }

  async end(): Promise<void> {
    clearTimeout(this.accepted);
    this.options.troubles.end(this.trouble);
    if (this.stream) await endInOrder(this.stream);
  }

  private open(): void {
    const { subscription, signal, onMessage } = this.options;
    if (signal.aborted) return;
    const stream = this.connection.streams.subscription(
      this.admin.subscriptionId(subscription),
      streamOptions(subscription.maxInFlight),
    );
    this.stream = stream;
    this.accepted = setTimeout(() => this.works(), acceptedAfterMs).unref();
    stream.on('error', (error) => void this.restart(stream, error));
    stream.on('close', () => void this.restart(stream, undefined));
    stream.on('debug', ({ error }) => this.stumble(error));
    stream.on('message', (message: Message) => {
      if (this.stream !== stream) return;
      this.works();
      onMessage(message);
    });
  }

  private works(): void {
    this.failures = 0;
    if (this.isRefused) this.options.troubles.end(this.trouble);
    this.isRefused = false;
  }

  /** The library tries again by itself. */
  private stumble(error: unknown): void {
    this.accepted?.refresh();
    if (isAnswer(error)) this.report(error);
    else this.connection.watch();
  }

  /** The library has given the stream up for good, or its connection is silent. */
  private async restart(broken: Stream | undefined, error: unknown): Promise<void> {
    const { subscription, signal, onLoss, troubles } = this.options;
    if (!broken || this.stream !== broken || signal.aborted) return;
    this.stream = undefined;
    clearTimeout(this.accepted);
    onLoss();
    broken.close().catch(() => {});
    if (isAnswer(error)) this.report(error);
    else this.connection.watch();
    troubles.restarted(subscription, isAnswer(error) ? 'pull_refused' : 'connection_lost');
    let last = error;
    while (!signal.aborted) {
      await this.pause(isAnswer(last));
      try {
        // A refusal says that the subscription is there.
        if (!isAnswer(last) || grpcCode(last) === grpcStatus.notFound) await this.admin.ensure(subscription);
        return this.open();
      } catch (again) {
        last = again;
      }
    }
  }

  private report(error: unknown): void {
    const path = this.admin.pathOf(this.options.subscription);
    this.isRefused = true;
    const message = refusalText('pull', path, fromPubSubError(error));
    this.options.troubles.begin({ ...this.trouble, message });
  }

  private get trouble() {
    const { topic, group } = this.options.subscription;
    return { cause: 'pull_refused', topic, group };
  }

  private async pause(isRefused: boolean): Promise<void> {
    const longest = isRefused ? pauses.longestRefused : pauses.longestAway;
    const pauseMs = Math.min(longest, pauses.first * 2 ** Math.min(this.failures, 10));
    this.failures += 1;
    await delay(shortened(pauseMs), undefined, { signal: this.options.signal }).catch(() => {});
  }
}

function streamOptions(maxInFlight: number) {
  return {
    // An acknowledged message keeps its place until the batch is sent, so a long batch limits the throughput.
    batching: { maxMilliseconds: 10 },
    // As many again wait here, so that consumers have work while acknowledgements are on their way.
    flowControl: { maxMessages: 2 * maxInFlight, allowExcessMessages: false },
    streamingOptions: {
      // Every stream may hold this many messages, which other members of the group then do not get.
      maxStreams: Math.min(5, Math.ceil(maxInFlight / 500)),
      retryMinBackoff: Duration.from({ milliseconds: 100 }),
      retryMaxBackoff: Duration.from({ seconds: 2 }),
    },
    // As long as the service keeps a message: a consumer may hold one while a database is away.
    maxExtensionTime: Duration.from({ hours: 7 * 24 }),
    closeOptions: { timeout: Duration.from({ seconds: 5 }) },
  };
}
