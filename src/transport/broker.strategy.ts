import { Logger } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { setMaxListeners } from 'node:events';
import { isObservable, lastValueFrom } from 'rxjs';
import { errorText, InvalidError } from '../errors/app.error.js';
import { quoted } from '../errors/quoted.js';
import {
  type Broker,
  type BrokerMessage,
  type BrokerStatus,
  headerText,
  type ReceivedMessage,
} from './broker.js';
import { BrokerContext } from './broker.context.js';
import { type Codec, jsonCodec } from './codec.js';
import { isDeadLetterTopic } from './dead-letter.js';
import { Delivery } from './delivery.js';
import type { DeliveryObserver } from './delivery.observer.js';
import type { InFlightJournal } from './in-flight.journal.js';
import { correlationHeader, patternHeader, replyToHeader } from './message-headers.js';
import { defaultRetryPolicy, retry, type RetryPolicy } from './retry.js';
import type { WorkScope } from './work.scope.js';

export interface BrokerStrategyOptions {
  /** First part of the consumer groups' names. */
  readonly groupId: string;
  /** Messages of one topic that may be in work at once. */
  readonly maxInFlight: number;
  /** The physical topic behind a pattern. Default: the pattern itself. */
  readonly topicOf?: (pattern: string) => string;
  /** Default: JSON. */
  readonly codec?: Codec;
  /** How failed work of a pattern is tried again. Default: 5 attempts, with pauses of 100 ms to 10 s. */
  readonly retryOf?: (pattern: string) => RetryPolicy;
  /** Keeps the names of messages in work, so that one which kills the process is found. Default: nobody does. */
  readonly journal?: InFlightJournal;
  /** Is told what becomes of each message. Default: nobody is. */
  readonly observer?: DeliveryObserver;
  /** Surrounds the work on each message. Default: nothing does. */
  readonly scope?: WorkScope;
}

/** Per-handler options: `@MessagePattern('images', { replyTo: 'predictions' })`. */
export interface HandlerOptions {
  /** The pattern that an answer is published to when the message names no place of its own. */
  readonly replyTo?: string;
  /** The pattern as which an answer is encoded. Default: that of `replyTo`. */
  readonly answerAs?: string;
}

/**
 * Runs Nest's `@MessagePattern` and `@EventPattern` handlers on any Broker. A message is acknowledged only after its
 * handler is done *and* the broker has accepted the answer. What fails is retried, held or dead-lettered as the
 * error's kind says; nothing is dropped in silence.
 *
 * Connect it under `MessageErrorFilter`, as `BrokerModule.connect` does: otherwise Nest replaces errors by plain objects, and
 * every failure counts as a transient one.
 */
export class BrokerStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId: symbol;
  override readonly propagatesEventHandlerErrors = true;
  protected override readonly logger: Logger;
  private readonly closing = new AbortController();
  private readonly codec: Codec;
  private readonly deliveries = new Map<string, Delivery>();
  private readonly topicOf: (pattern: string) => string;
  private handling = false;
  private trouble: string | undefined;

  constructor(
    readonly broker: Broker,
    private readonly options: BrokerStrategyOptions,
  ) {
    super();
    // Every message that waits for a retry listens; Node would take that for a leak.
    setMaxListeners(0, this.closing.signal);
    this.transportId = Symbol(`seamline.${broker.name}`);
    this.logger = new Logger(`${BrokerStrategy.name}:${broker.name}`);
    this.codec = options.codec ?? jsonCodec;
    this.topicOf = options.topicOf ?? ((pattern) => pattern);
  }

  /** Returns at once; the broker is connected in the background, for as long as it takes. */
  listen(callback: () => void): void {
    void this.start().catch((error: unknown) => {
      this.trouble = errorText(error);
      if (!this.closing.signal.aborted) this.logger.error(error);
    });
    callback();
  }

  /** The broker's; while not every handler is subscribed it is not `connected`, and the last error says what failed. */
  get brokerStatus(): BrokerStatus {
    const { state, lastError } = this.broker.status;
    if (this.handling) return { state, lastError };
    return { state: state === 'connected' ? 'idle' : state, lastError: lastError ?? this.trouble };
  }

  /**
   * Topics of which messages are in work while for so long none of them has ended, nor been tried again: what waits for
   * another part is no stall.
   */
  stalledTopics(forMs: number): string[] {
    return [...this.deliveries].flatMap(([topic, { stalledMs }]) => (stalledMs > forMs ? [topic] : []));
  }

  /** Stops delivery, waits for what is in work, disconnects. Work that is only waiting for a retry is given back. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.broker.close();
  }

  on(): never {
    throw new Error('BrokerStrategy emits no events; read `broker.status`');
  }

  unwrap<T>(): T {
    return this.broker as T;
  }

  private async start(): Promise<void> {
    const patterns = [...this.messageHandlers.keys()];
    await this.untilAvailable(() => this.broker.connect(), 'connecting');
    await Promise.all(patterns.map((pattern) => this.subscribe(pattern)));
    this.handling = true;
    this.logger.log(`connected, handling ${patterns.join(', ') || 'nothing'}`);
  }

  private async subscribe(pattern: string): Promise<void> {
    const { groupId, maxInFlight, retryOf, journal, observer, scope } = this.options;
    const subscription = { topic: this.topicOf(pattern), group: groupId, maxInFlight };
    const delivery = new Delivery((message) => this.handle(message, pattern), {
      broker: this.broker,
      group: groupId,
      partitionKey: (message) => this.codec.partitionKey(message),
      names: (message) => this.codec.names?.(message, pattern) ?? {},
      policy: retryOf?.(pattern) ?? defaultRetryPolicy,
      journal,
      observer,
      scope,
      signal: this.closing.signal,
      logger: this.logger,
    });
    this.deliveries.set(subscription.topic, delivery);
    await this.untilAvailable(
      () => this.broker.subscribe(subscription, (message) => delivery.consume(message)),
      `subscribing to ${subscription.topic}`,
    );
  }

  /** Runs the handler once and returns the answer to publish, if there is one. */
  private async handle(message: ReceivedMessage, topicPattern: string): Promise<BrokerMessage | undefined> {
    // A dead letter may name any pattern, known or not: what it was meant for does not matter any more.
    const named = isDeadLetterTopic(message.topic) ? undefined : headerText(message, patternHeader);
    const pattern = named ?? topicPattern;
    const handler = this.messageHandlers.get(pattern);
    if (!handler) {
      const known = [...this.messageHandlers.keys()].join(', ');
      const text = `no handler for the pattern ${quoted(pattern)}; there are: ${known}`;
      throw new InvalidError('UNKNOWN_PATTERN', text);
    }
    const context = new BrokerContext(message, this.broker.name, pattern);
    const returned: unknown = await handler(this.codec.decode(message, pattern), context);
    const value = isObservable(returned)
      ? await lastValueFrom(returned, { defaultValue: undefined })
      : returned;
    return handler.isEventHandler ? undefined : this.answer(message, handler, value);
  }

  private answer(
    message: ReceivedMessage,
    handler: MessageHandler,
    value: unknown,
  ): BrokerMessage | undefined {
    const { replyTo, answerAs = replyTo ?? '' } = (handler.extras ?? {}) as HandlerOptions;
    const topic = headerText(message, replyToHeader) || (replyTo && this.topicOf(replyTo));
    if (!topic) return undefined;
    const envelope = this.codec.encode(value, answerAs);
    const correlation = headerText(message, correlationHeader);
    // The topic first: an object that is copied and then grows takes V8 three times the memory.
    if (correlation === undefined) return { topic, ...envelope };
    return { topic, ...envelope, headers: { ...envelope.headers, [correlationHeader]: correlation } };
  }

  private untilAvailable(work: () => Promise<void>, doing: string): Promise<void> {
    const policy = { ...defaultRetryPolicy, maxAttempts: Infinity };
    return retry(work, policy, this.closing.signal, (error, delayMs) => {
      this.trouble = `${doing}: ${error.message}`;
      this.logger.warn(`${this.trouble}; next try in ${Math.round(delayMs)} ms`);
    });
  }
}
