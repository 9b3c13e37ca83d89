import type { Logger } from '@nestjs/common';
import { type AppError, errorText, InvalidError } from '../../foundation/errors/app.error.js';
import type { Answers } from './answers.js';
import type { Broker, ReceivedMessage } from '../broker.js';
import { asLetter, deadLetterTopic, isDeadLetterTopic, undecodableError } from './dead-letter.js';
import { type DeliveryHooks, JoinedHooks, type Outcome } from './delivery.hooks.js';
import { failureAnswer } from './failure-answer.js';
import { HeldMessages } from './held-messages.js';
import type { InFlightJournal, Waiting } from './in-flight.journal.js';
import { KeyedSequence } from '../../foundation/concurrency/keyed-sequence.js';
import { OutgoingMessages } from './outgoing.js';
import { WorkProgress } from './progress.js';
import type { ReplyPlaces } from './reply-places.js';
import { GaveUp, retry, type RetryPolicy } from '../../foundation/concurrency/retry.js';

/** A message becomes a dead letter after this many process deaths while it was in work. */
const maxDeaths = 3;

/** How one handler's messages are processed. */
export interface HandlingRules {
  /** For answers and dead letters. */
  readonly policy: RetryPolicy;
  /** For the handler and its own answer: the same, but its dead letters have no further topic and are held. */
  readonly handling: RetryPolicy;
  /** True: the handler only stores messages, so none of them can have killed the process. */
  readonly stores: boolean;
}

export interface DeliveryOptions {
  readonly broker: Broker;
  readonly group: string;
  readonly partitionKey: (message: ReceivedMessage) => string | undefined;
  /** See `Codec.names`. Default: none. */
  readonly names?: (message: ReceivedMessage) => Readonly<Record<string, string>>;
  readonly rulesOf: (message: ReceivedMessage) => HandlingRules;
  readonly replies: ReplyPlaces;
  readonly journal: InFlightJournal | undefined;
  /** Default: none. */
  readonly hooks?: readonly DeliveryHooks[] | undefined;
  /** Aborts when the process closes: pauses end, and the broker gets the waiting messages back. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/**
 * Processes a message, the same on every broker: runs its handler, publishes its answer, then `consume` resolves,
 * which acknowledges it. The error's kind decides whether a failure is retried, held or made a dead letter. `consume`
 * rejects only when the process closes, so that the broker delivers the message again.
 */
export class Delivery {
  readonly progress = new WorkProgress();
  private readonly sequence = new KeyedSequence();
  private readonly outgoing: OutgoingMessages;
  private readonly hooks: JoinedHooks;
  private readonly held: HeldMessages;

  /** @param handle runs the handler once and resolves with the answers to publish, if any; see `BrokerContext.waitFor`. */
  constructor(
    private readonly handle: (message: ReceivedMessage, waiting: Waiting) => Promise<Answers | undefined>,
    private readonly options: DeliveryOptions,
  ) {
    const { broker, hooks = [], replies } = options;
    this.hooks = new JoinedHooks(hooks);
    this.held = new HeldMessages(options.logger);
    this.outgoing = new OutgoingMessages({
      broker,
      hooks: this.hooks,
      replies,
      persist: (work, message, policy) => retry(work, policy, options.signal, this.warn(message)),
      say: (message, text) => this.say(message, text),
      shout: ({ topic, id }, text) => options.logger.error(`${topic} ${id}${text}`),
    });
  }

  consume(message: ReceivedMessage): Promise<unknown> {
    const work = () => this.hooks.run(message, this.options.group, () => this.deliver(message));
    return this.sequence.run(this.partitionKeyOf(message), work);
  }

  private async deliver(message: ReceivedMessage): Promise<Outcome> {
    const { rulesOf, signal } = this.options;
    const rules = rulesOf(message);
    const started = performance.now();
    let outcome: Outcome = 'returned';
    this.progress.begin(started);
    this.hooks.begun(message.topic);
    try {
      signal.throwIfAborted();
      const answers = await this.untilHandled(message, rules);
      if (answers?.own) await this.outgoing.publish(answers.own, message, rules.handling);
      if (answers?.reply) await this.outgoing.reply(answers.reply, message, rules.policy, !answers.own);
      outcome = 'acknowledged';
    } catch (thrown) {
      if (!(thrown instanceof GaveUp)) throw thrown;
      await this.deadLetter(message, thrown, rules);
      outcome = 'dead-letter';
    } finally {
      const ended = performance.now();
      this.progress.end(ended);
      this.held.release(message, outcome !== 'returned');
      this.hooks.ended(message.topic, outcome, ended - started);
    }
    return outcome;
  }

  /** The journal holds the message's name only while its handler computes, not while it waits for another part. */
  private untilHandled(message: ReceivedMessage, rules: HandlingRules): Promise<Answers | undefined> {
    const { journal, signal } = this.options;
    const error = undecodableError(message);
    if (error && !isDeadLetterTopic(message.topic)) throw new GaveUp(error, 0);
    const handle = (waiting: Waiting) => this.handle(error ? asLetter(message, error) : message, waiting);
    if (!journal || rules.stores) {
      const unrecorded = () => handle((work) => this.progress.waiting(work));
      return retry(unrecorded, rules.handling, signal, this.warn(message));
    }
    const name = this.nameOf(message);
    refuseKiller(journal.deathsOf(name));
    const recorded = () =>
      journal.run(name, (waiting) => handle((work) => this.progress.waiting(() => waiting(work))));
    return retry(recorded, rules.handling, signal, this.warn(message));
  }

  private async deadLetter(
    message: ReceivedMessage,
    { cause: error, attempts }: GaveUp,
    { policy }: HandlingRules,
  ): Promise<void> {
    const { group, broker, replies, journal } = this.options;
    const failure = { error, attempts, group, names: this.namesOf(message) };
    const partitionKey = this.partitionKeyOf(message);
    await this.outgoing.letter({ message, partitionKey, failure, maxHeaders: broker.maxHeaders }, policy);
    journal?.forget(this.nameOf(message));
    this.hooks.deadLettered(message.topic, error);
    this.say(message, ` → ${deadLetterTopic(message.topic)} (${error.code}): ${error.message}`);
    const answer = failureAnswer(message, replies.placeOf(message), error);
    // The letter is safe by now, so one attempt is enough.
    if (answer) await this.outgoing.reply(answer, message, { ...policy, maxAttempts: 1 }, false);
  }

  private nameOf({ topic, id }: ReceivedMessage): string {
    return `${this.options.broker.name}/${topic}/${id}`;
  }

  /**
   * An application's codec may throw here. The message must neither be lost nor be delivered for ever because of
   * that.
   */
  private partitionKeyOf(message: ReceivedMessage): string | undefined {
    try {
      return this.options.partitionKey(message);
    } catch (thrown) {
      this.say(message, `: it has no partition key, for the codec failed: ${errorText(thrown)}`);
      return undefined;
    }
  }

  private namesOf(message: ReceivedMessage): Readonly<Record<string, string>> | undefined {
    if (message.undecodable !== undefined) return undefined;
    try {
      return this.options.names?.(message);
    } catch (thrown) {
      this.say(message, `: nothing names it in its letter, for the codec failed: ${errorText(thrown)}`);
      return undefined;
    }
  }

  private warn(message: ReceivedMessage) {
    return (error: AppError, delayMs: number) => {
      this.hooks.retried(message.topic, error);
      if (error.kind === 'unavailable') {
        this.held.hold(message, error.message);
      } else {
        this.held.release(message, true);
        this.say(message, `: ${error.message}; next try in ${Math.round(delayMs)} ms`);
      }
      return this.progress.pause(error);
    };
  }

  private say(message: ReceivedMessage, text: string): void {
    const { logger } = this.options;
    this.hooks.logging(message, () => logger.warn(`${message.topic} ${message.id}${text}`));
  }
}

function refuseKiller(deaths: number): void {
  if (deaths < maxDeaths) return;
  const text = `the process died ${deaths} times while this message was in work`;
  throw new GaveUp(new InvalidError('PROCESS_DIED', text), deaths);
}
