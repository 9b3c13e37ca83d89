import { setTimeout as delay } from 'node:timers/promises';
import { PubSub, v1, type ClientConfig } from '@google-cloud/pubsub';
import type { PubSubSettings } from './pubsub.settings.js';
import { UnavailableError } from '../../../foundation/errors/app.error.js';
import type { BrokerStatus } from '../../broker.js';
import { grpcCode, grpcStatus, fromPubSubError } from './pubsub.errors.js';

/** Options of a single gRPC call: a deadline, and no retry by the library, whose retry has no limit. */
export interface CallOptions {
  readonly timeout: number;
  readonly retry: { retryCodes: number[] };
}

export type Call<Result> = (options: CallOptions) => Promise<Result>;

/** The clients of one Pub/Sub project, and whether the project answers. */
export class PubSubConnection {
  readonly streams: PubSub;
  readonly publisher: v1.PublisherClient;
  readonly subscriber: v1.SubscriberClient;
  readonly projectPath: string;
  private current: BrokerStatus = { state: 'idle' };
  private watching = false;

  constructor(settings: PubSubSettings) {
    this.streams = new PubSub(clientConfig(settings));
    const resolved = this.streams.options as NonNullable<ConstructorParameters<typeof v1.PublisherClient>[0]>;
    this.publisher = new v1.PublisherClient(resolved);
    this.subscriber = new v1.SubscriberClient(resolved);
    this.projectPath = `projects/${settings.projectId}`;
  }

  get status(): BrokerStatus {
    return this.current;
  }

  get closed(): boolean {
    return this.current.state === 'closed';
  }

  topicPath(topic: string): string {
    return `${this.projectPath}/topics/${topic}`;
  }

  subscriptionPath(subscription: string): string {
    return `${this.projectPath}/subscriptions/${subscription}`;
  }

  /** Asks the server for anything. A refusal is an answer too. */
  async probe(timeoutMs: number): Promise<void> {
    const request = { project: this.projectPath, pageSize: 1 };
    await this.call(performance.now() + timeoutMs, (options) =>
      this.publisher.listTopics(request, { ...options, autoPaginate: false }),
    ).catch((error: unknown) => {
      if (grpcCode(error) !== grpcStatus.permissionDenied) throw error;
    });
  }

  /**
   * Makes a call, and repeats it while the server is away, until the deadline (by `performance.now()`).
   *
   * @throws AppError `BROKER_UNAVAILABLE`, or `BROKER_REFUSED` as soon as the server refuses.
   */
  async call<Result>(deadline: number, make: Call<Result>): Promise<Result> {
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 500)) {
      try {
        const timeout = Math.max(1, Math.ceil(deadline - performance.now()));
        const result = await make({ timeout, retry: { retryCodes: [] } });
        this.update({ state: 'connected' });
        return result;
      } catch (error) {
        const failure = fromPubSubError(error);
        if (failure.code !== 'BROKER_UNAVAILABLE') this.update({ state: 'connected' });
        else if (this.closed || performance.now() + pauseMs >= deadline) this.lose(failure.message);
        else {
          await delay(pauseMs);
          continue;
        }
        throw failure;
      }
    }
  }

  /** Called when a stream breaks, which also happens in good health: checks whether the server still answers. */
  async watch(): Promise<void> {
    if (this.watching) return;
    this.watching = true;
    while (!this.closed) {
      const answered = await this.probe(1_000).then(
        () => true,
        () => false,
      );
      if (answered) break;
      await delay(500, undefined, { ref: false });
    }
    this.watching = false;
  }

  async close(): Promise<void> {
    this.update({ state: 'closed' });
    await Promise.all([this.publisher.close(), this.subscriber.close(), this.streams.close()]);
  }

  private lose(lastError: string): void {
    const wasConnected = this.current.state === 'connected';
    this.update({ state: 'disconnected', lastError });
    if (wasConnected) void this.watch();
  }

  private update(status: BrokerStatus): void {
    if (!this.closed) this.current = status;
  }
}

/** The error of calls after `close`. */
export function closedError(): UnavailableError {
  return new UnavailableError('BROKER_CLOSED', 'the Pub/Sub broker is closed');
}

function clientConfig({ projectId, emulatorHost, credentialsFile }: PubSubSettings): ClientConfig {
  const config: ClientConfig & Record<`grpc.${string}`, number> = {
    projectId,
    // The library waits up to two minutes before it retries a lost server.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
  };
  if (emulatorHost) {
    // With a universe named, the library does not look for credentials, and so for a metadata server.
    return {
      ...config,
      apiEndpoint: emulatorHost,
      emulatorMode: true,
      clientOptions: { universeDomain: 'googleapis.com' },
    };
  }
  return credentialsFile ? { ...config, keyFilename: credentialsFile } : config;
}
