import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import { type AppError, UnavailableError } from '../../../foundation/errors/app.error.js';
import type { BrokerStatus } from '../../broker.js';
import { PubSubClients } from './pubsub.clients.js';
import { fromPubSubError, grpcCode, grpcStatus, isAnswer } from './pubsub.errors.js';
import { PubSubPulse } from './pubsub.pulse.js';
import type { PubSubSettings } from './pubsub.settings.js';

/** Options of a single gRPC call: a deadline, and no retry by the library, whose retry has no limit. */
export interface CallOptions {
  readonly timeout: number;
  readonly retry: { retryCodes: number[] };
}

export type Call<Result> = (clients: PubSubClients, options: CallOptions) => Promise<Result>;

/** The connection to one Pub/Sub project, and whether the project answers. */
export class PubSubConnection {
  readonly projectPath: string;
  private readonly pulse: PubSubPulse;
  private readonly renewed = new Set<() => void>();
  private current: BrokerStatus = { state: 'idle' };
  private generation = 0;
  private clients: PubSubClients;

  constructor(
    private readonly settings: PubSubSettings,
    private readonly options: { readonly timeoutMs: number; readonly logger: Pick<Logger, 'warn' | 'log'> },
  ) {
    this.clients = new PubSubClients(settings, this.generation);
    this.projectPath = `projects/${settings.projectId}`;
    const probe = (ms: number) => this.probe(ms);
    this.pulse = new PubSubPulse(
      { probe, renew: () => this.renew(), isClosed: () => this.closed },
      options.timeoutMs,
    );
  }

  get status(): BrokerStatus {
    return this.current;
  }

  get closed(): boolean {
    return this.current.state === 'closed';
  }

  get streams(): PubSubClients['streams'] {
    return this.clients.streams;
  }

  topicPath(topic: string): string {
    return `${this.projectPath}/topics/${topic}`;
  }

  subscriptionPath(subscription: string): string {
    return `${this.projectPath}/subscriptions/${subscription}`;
  }

  /** Asks the server for anything, over each connection. A refusal is an answer too. */
  async probe(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const request = { project: this.projectPath, pageSize: 1 };
    await this.call(deadline, ({ publisher, subscriber }, options) => {
      const onePage = { ...options, autoPaginate: false };
      return Promise.all(
        [publisher.listTopics(request, onePage), subscriber.listSubscriptions(request, onePage)].map(
          refusedOrNot,
        ),
      );
    });
  }

  /**
   * Makes a call, and repeats it while the server is away or over its quota, until the deadline (by
   * `performance.now()`).
   *
   * @param onRetry gets each failure that is followed by another try.
   * @throws AppError `BROKER_UNAVAILABLE`, or `BROKER_REFUSED` as soon as the server refuses.
   */
  async call<Result>(
    deadline: number,
    make: Call<Result>,
    onRetry?: (failure: AppError) => void,
  ): Promise<Result> {
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 500)) {
      const { clients } = this;
      try {
        const timeout = Math.max(1, Math.ceil(deadline - performance.now()));
        const result = await make(clients, { timeout, retry: { retryCodes: [] } });
        this.answered();
        return result;
      } catch (error) {
        const failure = fromPubSubError(error);
        if (isAnswer(error)) this.answered();
        const isLast = this.closed || performance.now() + pauseMs >= deadline;
        if (failure.code === 'BROKER_UNAVAILABLE' && !isLast) {
          onRetry?.(failure);
          await delay(pauseMs);
          continue;
        }
        // What ends on a connection that is given up already says nothing about the new one.
        if (!isAnswer(error) && clients === this.clients) this.lose(failure.message);
        throw failure;
      }
    }
  }

  /** Called when a stream breaks, which also happens in good health: checks whether the server still answers. */
  watch(): void {
    this.pulse.wake();
  }

  /** Calls back each time that a new connection has taken the place of a silent one, until the signal aborts. */
  onRenewal(listener: () => void, signal: AbortSignal): void {
    this.renewed.add(listener);
    signal.addEventListener('abort', () => this.renewed.delete(listener), { once: true });
  }

  async close(): Promise<void> {
    this.update({ state: 'closed' });
    this.pulse.stop();
    await this.clients.close();
  }

  private renew(): void {
    const silent = this.clients;
    this.generation += 1;
    this.clients = new PubSubClients(this.settings, this.generation);
    for (const listener of this.renewed) listener();
    // A silent server confirms nothing, so nobody waits for the end.
    silent.close().catch(() => {});
  }

  private answered(): void {
    const { state } = this.current;
    if (state === 'connected') return;
    this.update({ state: 'connected' });
    if (state === 'disconnected') this.options.logger.log('Pub/Sub is back');
    else this.pulse.start();
  }

  private lose(lastError: string): void {
    const wasConnected = this.current.state === 'connected';
    this.update({ state: 'disconnected', lastError });
    if (!wasConnected) return;
    if (!this.closed) this.options.logger.warn(`lost: ${lastError}`);
    this.pulse.wake();
  }

  private update(status: BrokerStatus): void {
    if (!this.closed) this.current = status;
  }
}

/** The error of calls after `close`. */
export function closedError(): UnavailableError {
  return new UnavailableError('BROKER_CLOSED', 'the Pub/Sub broker is closed');
}

function refusedOrNot(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch((error: unknown) => {
    if (grpcCode(error) !== grpcStatus.permissionDenied) throw error;
  });
}
