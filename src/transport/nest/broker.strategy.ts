import { Logger } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { setMaxListeners } from 'node:events';
import { isObservable, lastValueFrom } from 'rxjs';
import { errorText } from '../../foundation/errors/app.error.js';
import { type Answers, answersTo } from '../delivery/answers.js';
import type { Broker, BrokerStatus, ReceivedMessage } from '../broker.js';
import { BrokerContext } from './broker.context.js';
import { type Codec, jsonCodec } from '../delivery/codec.js';
import { deadLetterTopic, isDeadLetterTopic } from '../delivery/dead-letter.js';
import { Delivery, type HandlingRules } from '../delivery/delivery.js';
import type { DeliveryHooks } from '../delivery/delivery.hooks.js';
import type { InFlightJournal } from '../delivery/in-flight.journal.js';
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
   * The physical topic behind a pattern. Patterns with the same one share it, and the header `pattern` of a message chooses
   * among them. `<pattern>-dlt` is beside it and is not asked for. Default: the pattern itself.
   */
  readonly topicOf?: (pattern: string) => string;
  /**
   * Where a message may have its answer sent by `reply-to`: names of topics, and beginnings of names with `*` behind them.
   * They must exist. Default: what `BrokerClient` makes, `seamline-replies-*`.
   */
  readonly replyTopics?: readonly string[];
  /** Topics that no answer goes to by `reply-to`, beside those that handlers read and answer to. Default: none. */
  readonly reservedTopics?: readonly string[];
  /** Default: JSON. */
  readonly codec?: Codec;
  /** How failed work of a pattern is tried again. Default: 5 attempts, with pauses of 100 ms to 10 s. */
  readonly retryOf?: (pattern: string) => RetryPolicy;
  /** Keeps the names of messages in work, so that one which kills the process is found. Default: nobody does. */
  readonly journal?: InFlightJournal;
  /** Follow the work on each message, for metrics, traces and logs. Default: none. */
  readonly hooks?: readonly DeliveryHooks[];
}

/** Per-handler options: `@MessagePattern('images', { replyTo: 'predictions' })`. */
export interface HandlerOptions {
  /** The pattern that an answer is published to, also when the message names a place of its own for it. */
  readonly replyTo?: string;
  /** The pattern as which an answer is encoded. Default: that of `replyTo`. */
  readonly answerAs?: string;
  /**
   * The handler only stores what came, so a process that is killed meanwhile was not killed by the message: however
   * often that happens, it is no dead letter. Default: no; handlers of dead letters always do.
   */
  readonly stores?: boolean;
}

/** A topic whose messages are in work, while none of them gets on. */
export interface StalledTopic {
  readonly topic: string;
  /** What was last tried in vain. */
  readonly lastError: string | undefined;
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
    this.topicOf = topicNames(options.topicOf);
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

  /** Topics whose messages have been in work for so long without progress; what waits for a part that is away is not. */
  stalledTopics(forMs: number): StalledTopic[] {
    return [...this.deliveries].flatMap(([topic, { progress }]) =>
      progress.stalledMs > forMs ? [{ topic, lastError: progress.lastError }] : [],
    );
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
    const delivery = new Delivery((message) => this.handle(message, handlers, replies), {
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

  /** Earlier versions could bury a dead letter once more. Nothing does any more, so a topic that is missing stays so. */
  private async readLettersOfLetters(): Promise<void> {
    const letters = [...this.deliveries].filter(([topic]) => isDeadLetterTopic(topic));
    if (letters.length === 0) return;
    let topics: ReadonlySet<string> = new Set();
    await this.untilAvailable(async () => {
      topics = new Set(await this.broker.admin.listTopics());
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
    handlers: TopicHandlers,
    replies: ReplyPlaces,
  ): Promise<Answers | undefined> {
    const pattern = handlers.patternOf(message);
    const handler = pattern === undefined ? undefined : this.messageHandlers.get(pattern);
    if (pattern === undefined || !handler) throw handlers.refusalOf(message);
    const context = new BrokerContext(message, this.broker.name, pattern);
    const returned: unknown = await handler(this.codec.decode(message, pattern), context);
    const value = isObservable(returned)
      ? await lastValueFrom(returned, { defaultValue: undefined })
      : returned;
    return handler.isEventHandler ? undefined : this.answers(value, handler, message, replies);
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

const optionsOf = (handler: MessageHandler | undefined) => (handler?.extras ?? {}) as HandlerOptions;
