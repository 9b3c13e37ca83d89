import { Logger } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { setMaxListeners } from 'node:events';
import { isObservable, lastValueFrom } from 'rxjs';
import { errorText, toAppError } from '../../foundation/errors/app.error.js';
import { type Answers, answersTo, noAnswer } from '../delivery/answers.js';
import type { Broker, BrokerStatus, ReceivedMessage } from '../broker.js';
import { BrokerContext } from './broker.context.js';
import { type Codec, jsonCodec } from '../delivery/codec.js';
import { deadLetterTopic, isDeadLetterTopic } from '../delivery/dead-letter.js';
import { Delivery, type HandlingRules } from '../delivery/delivery.js';
import type { DeliveryHooks } from '../delivery/delivery.hooks.js';
import type { InFlightJournal, Waiting } from '../delivery/in-flight.journal.js';
import { defaultReplyTopics } from '../../foundation/settings/reply-topics.js';
import { ReplyPlaces } from '../delivery/reply-places.js';
import { defaultRetryPolicy, retry, type RetryPolicy } from '../../foundation/concurrency/retry.js';
import { groupByTopic, type TopicHandlers } from './topic-handlers.js';
import { topicNames } from './topic-names.js';

export interface BrokerStrategyOptions {
  /** First part of the consumer groups' names. */
  readonly groupId: string;
  /** Messages of one topic that may be in work at once. */
  readonly maxInFlight: number;
  /**
   * The physical topic of a pattern. Patterns with the same topic share it, and a message's header `pattern` chooses
   * one of them. Never called for `<pattern>-dlt`, whose topic follows from it. Default: the pattern itself.
   */
  readonly topicOf?: (pattern: string) => string;
  /**
   * Topics that a message may name in `reply-to` for its answer: names, and prefixes that end in `*`. They must
   * exist. Default: the topics of `BrokerClient`, `seamline-replies-*`.
   */
  readonly replyTopics?: readonly string[];
  /** Topics that `reply-to` may never name, beside those that handlers read and answer to. Default: none. */
  readonly reservedTopics?: readonly string[];
  /** Default: JSON. */
  readonly codec?: Codec;
  /** The retry policy of a pattern. Default: 5 attempts, with pauses of 100 ms to 10 s. */
  readonly retryOf?: (pattern: string) => RetryPolicy;
  /** Records the names of messages in work, which finds a message that kills the process. Default: none. */
  readonly journal?: InFlightJournal;
  /** Follow the work on each message, for metrics, traces and logs. Default: none. */
  readonly hooks?: readonly DeliveryHooks[];
}

/** Per-handler options: `@MessagePattern('images', { replyTo: 'predictions' })`. */
export interface HandlerOptions {
  /** The pattern that an answer is published to, also when the message names a topic of its own for it. */
  readonly replyTo?: string;
  /** The pattern whose codec encodes an answer. Default: that of `replyTo`. */
  readonly answerAs?: string;
  /**
   * The handler only stores messages, so a process killed meanwhile was not killed by the message. However often that
   * happens, the message is no dead letter. Default: false; handlers of dead letters always count as such.
   */
  readonly stores?: boolean;
}

/** A topic whose messages are in work without progress. */
export interface StalledTopic {
  readonly topic: string;
  /** The last failed attempt's error. */
  readonly lastError: string | undefined;
}

/**
 * Runs Nest's `@MessagePattern` and `@EventPattern` handlers on any Broker. A message is acknowledged only after its
 * handler is done *and* the broker has accepted the answer. The error's kind decides whether a failure is retried,
 * held or dead-lettered; nothing is dropped in silence.
 *
 * Connect it under `MessageErrorFilter`, as `BrokerModule.connect` does: otherwise Nest replaces errors by plain
 * objects, and every failure counts as a transient one.
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
    // Every message that waits for a retry adds a listener; Node would report a leak.
    setMaxListeners(0, this.closing.signal);
    this.transportId = Symbol(`seamline.${broker.name}`);
    this.logger = new Logger(`${BrokerStrategy.name}:${broker.name}`);
    this.codec = options.codec ?? jsonCodec;
    this.topicOf = topicNames(options.topicOf);
  }

  /** Returns at once; the broker connects in the background, however long that takes. */
  listen(callback: () => void): void {
    void this.start().catch((error: unknown) => {
      this.trouble = errorText(error);
      if (!this.closing.signal.aborted) this.logger.error(error);
    });
    callback();
  }

  /** The broker's status. Not `connected` until every handler is subscribed; the last error then says what failed. */
  get brokerStatus(): BrokerStatus {
    const { state, lastError } = this.broker.status;
    if (this.handling) return { state, lastError };
    return { state: state === 'connected' ? 'idle' : state, lastError: lastError ?? this.trouble };
  }

  /**
   * Topics whose messages have been in work for this many milliseconds without progress. Messages that wait for a
   * part that is away do not count.
   */
  stalledTopics(forMs: number): StalledTopic[] {
    return [...this.deliveries].flatMap(([topic, { progress }]) =>
      progress.stalledMs > forMs ? [{ topic, lastError: progress.lastError }] : [],
    );
  }

  /**
   * Stops delivery, waits for running work, disconnects. Messages that only wait for a retry go back to the broker.
   */
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
    const topics = groupByTopic(this.messageHandlers.keys(), this.topicOf);
    const replies = this.replyPlaces(topics);
    await this.untilAvailable(() => this.broker.connect(), 'connecting');
    await Promise.all(topics.map((handlers) => this.serve(handlers, replies)));
    this.handling = true;
    this.logger.log(`connected, handling ${[...this.messageHandlers.keys()].join(', ') || 'nothing'}`);
    await this.readLettersOfLetters().catch((error: unknown) => {
      if (this.closing.signal.aborted) return;
      this.logger.warn(`old dead letters (topics that end in -dlt-dlt) are not read: ${errorText(error)}`);
    });
  }

  private replyPlaces(topics: readonly TopicHandlers[]): ReplyPlaces {
    const { replyTopics: allowed = defaultReplyTopics, reservedTopics = [] } = this.options;
    const answered = [...this.messageHandlers.values()].flatMap(
      (handler) => optionsOf(handler).replyTo ?? [],
    );
    const read = topics.map(({ topic }) => topic);
    const own = new Set([...reservedTopics, ...read, ...answered.map((pattern) => this.topicOf(pattern))]);
    return new ReplyPlaces({ broker: this.broker, allowed, own, logger: this.logger });
  }

  private async serve(handlers: TopicHandlers, replies: ReplyPlaces): Promise<void> {
    const { groupId, journal, hooks } = this.options;
    const rules = new Map(handlers.patterns.map((pattern) => [pattern, this.rulesOf(pattern)]));
    const unknown = this.rulesOf(handlers.patterns[0] as string);
    const delivery = new Delivery((message, waiting) => this.handle(message, waiting, handlers, replies), {
      broker: this.broker,
      group: groupId,
      partitionKey: (message) => this.codec.partitionKey(message),
      names: (message) => this.codec.names?.(message, handlers.patternOf(message) ?? '') ?? {},
      rulesOf: (message) => rules.get(handlers.patternOf(message) ?? '') ?? unknown,
      replies,
      journal,
      hooks,
      signal: this.closing.signal,
      logger: this.logger,
    });
    this.deliveries.set(handlers.topic, delivery);
    await this.subscribe(handlers.topic, delivery);
  }

  private async subscribe(topic: string, delivery: Delivery): Promise<void> {
    const { groupId: group, maxInFlight } = this.options;
    await this.untilAvailable(
      () => this.broker.subscribe({ topic, group, maxInFlight }, (message) => delivery.consume(message)),
      `subscribing to ${topic}`,
    );
  }

  /** Only earlier versions made dead letters of dead letters, so a missing topic stays missing. */
  private async readLettersOfLetters(): Promise<void> {
    const letters = [...this.deliveries].filter(([topic]) => isDeadLetterTopic(topic));
    if (letters.length === 0) return;
    let topics: ReadonlySet<string> = new Set();
    await this.untilAvailable(async () => {
      topics = new Set(await this.broker.admin.listTopics().catch(noneIfRefused));
    }, 'looking for old dead letters');
    for (const [topic, delivery] of letters) {
      if (topics.has(deadLetterTopic(topic))) await this.subscribe(deadLetterTopic(topic), delivery);
    }
  }

  private rulesOf(pattern: string): HandlingRules {
    const policy = this.options.retryOf?.(pattern) ?? defaultRetryPolicy;
    if (!isDeadLetterTopic(pattern)) {
      return {
        policy,
        handling: policy,
        stores: optionsOf(this.messageHandlers.get(pattern)).stores === true,
      };
    }
    return { policy, handling: { ...policy, maxAttempts: Infinity, hold: true }, stores: true };
  }

  /** Runs the handler once and returns the answers to publish, if there are any. */
  private async handle(
    message: ReceivedMessage,
    waiting: Waiting,
    handlers: TopicHandlers,
    replies: ReplyPlaces,
  ): Promise<Answers | undefined> {
    const pattern = handlers.patternOf(message);
    const handler = pattern === undefined ? undefined : this.messageHandlers.get(pattern);
    if (pattern === undefined || !handler) throw handlers.refusalOf(message);
    const context = new BrokerContext(message, this.broker.name, pattern, this.options.groupId, waiting);
    const returned: unknown = await handler(this.codec.decode(message, pattern), context);
    const value = isObservable(returned)
      ? await lastValueFrom(returned, { defaultValue: undefined })
      : returned;
    return handler.isEventHandler || value === noAnswer
      ? undefined
      : this.answers(value, handler, message, replies);
  }

  private answers(
    value: unknown,
    handler: MessageHandler,
    message: ReceivedMessage,
    replies: ReplyPlaces,
  ): Answers | undefined {
    const { replyTo, answerAs = replyTo ?? '' } = optionsOf(handler);
    const place = replies.placeOf(message);
    if (!replyTo && !place) return undefined;
    const own = replyTo ? this.topicOf(replyTo) : undefined;
    return answersTo(message, this.codec.encode(value, answerAs), { own, reply: place });
  }

  private untilAvailable(work: () => Promise<void>, doing: string): Promise<void> {
    const policy = { ...defaultRetryPolicy, maxAttempts: Infinity };
    return retry(work, policy, this.closing.signal, (error, delayMs) => {
      this.trouble = `${doing}: ${error.message}`;
      this.logger.warn(`${this.trouble}; next try in ${Math.round(delayMs)} ms`);
      return undefined;
    });
  }
}

/** An account that may not list topics never may; one that cannot reach the broker tries again. */
function noneIfRefused(error: unknown): string[] {
  if (toAppError(error).code === 'BROKER_REFUSED') return [];
  throw error;
}

const optionsOf = (handler: MessageHandler | undefined) => (handler?.extras ?? {}) as HandlerOptions;
