import type { Logger } from '@nestjs/common';
import { type AppError, InvalidError, toAppError, TransientError } from '../errors/app.error.js';
import { type Broker, type BrokerMessage, headerText, type ReceivedMessage } from './broker.js';
import { failureAnswer } from './failure-answer.js';
import { type Failure, isDeadLetterTopic, toDeadLetter, withoutValue } from './dead-letter.js';
import type { DeliveryObserver, Outcome } from './delivery.observer.js';
import type { InFlightJournal } from './in-flight.journal.js';
import { KeyedSequence } from './keyed-sequence.js';
import { replyToHeader } from './message-headers.js';
import { GaveUp, retry, type RetryPolicy } from './retry.js';
import type { WorkScope } from './work.scope.js';

/** So often may a process die with the same message in work before the message is taken for the cause. */
const maxDeaths = 3;

export interface DeliveryOptions {
  readonly broker: Broker;
  readonly group: string;
  readonly partitionKey: (message: ReceivedMessage) => string | undefined;
  /** See `Codec.names`. Default: none. */
  readonly names?: (message: ReceivedMessage) => Readonly<Record<string, string>>;
  readonly policy: RetryPolicy;
  readonly journal: InFlightJournal | undefined;
  /** Default: nobody is told. */
  readonly observer?: DeliveryObserver | undefined;
  /** Default: the work just runs. */
  readonly scope?: WorkScope | undefined;
  /** Fires when the process closes: pauses end, and what waits in them is given back. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/**
 * What becomes of a message, the same on every broker: its handler is run, its answer published, and `consume`
 * resolves, which acknowledges it. Failures are retried, held or made dead letters by their kind. `consume` rejects,
 * so that the message is delivered again, only when the process closes.
 */
export class Delivery {
  private readonly sequence = new KeyedSequence();
  /** Only the broker's absence holds up a publish, and it is waited out; a message that it refuses is given up. */
  private readonly publishing: RetryPolicy;
  /** A dead letter has nowhere further to go: whatever keeps it from being stored, it is held. */
  private readonly storing: RetryPolicy;
  private inWork = 0;
  private progressAt = 0;

  /** @param handle runs the handler once and resolves with the answer to publish, if there is one. */
  constructor(
    private readonly handle: (message: ReceivedMessage) => Promise<BrokerMessage | undefined>,
    private readonly options: DeliveryOptions,
  ) {
    this.publishing = { ...options.policy, maxAttempts: Infinity };
    this.storing = { ...this.publishing, hold: true };
  }

  consume(message: ReceivedMessage): Promise<unknown> {
    const { journal, partitionKey, broker, scope, group } = this.options;
    const name = `${broker.name}/${message.topic}/${message.id}`;
    const deliver = () => this.deliver(message, name);
    const run = scope?.run?.bind(scope);
    const work = run ? () => run(message, group, deliver) : deliver;
    return this.sequence.run(partitionKey(message), journal ? () => journal.run(name, work) : work);
  }

  /** For how long messages have been in work and none of them has ended or been tried again; 0 with nothing in work. */
  get stalledMs(): number {
    return this.inWork === 0 ? 0 : performance.now() - this.progressAt;
  }

  private async deliver(message: ReceivedMessage, name: string): Promise<Outcome> {
    const { observer, signal } = this.options;
    const started = performance.now();
    let outcome: Outcome = 'returned';
    if (this.inWork === 0) this.progressAt = started;
    this.inWork += 1;
    observer?.begun(message.topic);
    try {
      signal.throwIfAborted();
      this.refuseKiller(name);
      const answer = await this.untilHandled(message);
      if (answer) await this.publishAnswer(answer, message);
      outcome = 'acknowledged';
    } catch (thrown) {
      if (!(thrown instanceof GaveUp)) throw thrown;
      await this.deadLetter(message, thrown);
      outcome = 'dead-letter';
    } finally {
      this.inWork -= 1;
      this.progressAt = performance.now();
      observer?.ended(message.topic, outcome, this.progressAt - started);
    }
    return outcome;
  }

  private refuseKiller(name: string): void {
    const deaths = this.options.journal?.deathsOf(name) ?? 0;
    if (deaths < maxDeaths) return;
    const text = `the process died ${deaths} times while this message was in work`;
    throw new GaveUp(new InvalidError('PROCESS_DIED', text), deaths);
  }

  private async deadLetter(message: ReceivedMessage, { cause: error, attempts }: GaveUp): Promise<void> {
    const { group, partitionKey, names, observer, scope } = this.options;
    const failure = { error, attempts, group, names: names?.(message) };
    const topic = await this.publishLetter(message, partitionKey(message), failure);
    observer?.deadLettered(message.topic, error.code);
    scope?.failed?.(error, false);
    this.say(message, ` → ${topic} (${error.code}): ${error.message}`);
    const answer = failureAnswer(message, error);
    if (answer) await this.answerFailure(answer, message);
  }

  /** The letter is safe by now: an answer that is refused, at a place that a stranger has named, is only told. */
  private async answerFailure(answer: BrokerMessage, message: ReceivedMessage): Promise<void> {
    try {
      await this.publishAnswer(answer, message, 1);
    } catch (thrown) {
      if (!(thrown instanceof GaveUp)) throw thrown;
      this.say(message, `: its failure is not answered: ${thrown.message}`);
    }
  }

  /** A letter that is too large for the broker goes without its value, which it names by hash and size. */
  private async publishLetter(
    message: ReceivedMessage,
    partitionKey: string | undefined,
    failure: Failure,
  ): Promise<string> {
    const letter = toDeadLetter(message, partitionKey, failure, this.options.broker.maxHeaders);
    try {
      await this.publish(letter, message);
    } catch (thrown) {
      const tooLarge = thrown instanceof GaveUp && thrown.cause.code === 'MESSAGE_TOO_LARGE';
      if (!tooLarge) throw thrown;
      await this.publish(withoutValue(letter), message);
    }
    return letter.topic;
  }

  private untilHandled(message: ReceivedMessage): Promise<BrokerMessage | undefined> {
    const policy = isDeadLetterTopic(message.topic) ? this.storing : this.options.policy;
    return retry(() => this.handle(message), policy, this.options.signal, this.warn(message));
  }

  private publish(outgoing: BrokerMessage, message: ReceivedMessage): Promise<void> {
    const send = () => this.send(outgoing, message);
    return retry(send, this.publishing, this.options.signal, this.warn(message));
  }

  /**
   * Where a stranger has named the place of the answer, the broker may refuse that place for ever; so while the broker
   * itself is there, such an answer is tried `maxAttempts` times only.
   */
  private publishAnswer(
    answer: BrokerMessage,
    message: ReceivedMessage,
    maxAttempts = this.options.policy.maxAttempts,
  ): Promise<void> {
    if (answer.topic !== headerText(message, replyToHeader)) return this.publish(answer, message);
    const { policy, signal } = this.options;
    const attempt = () =>
      this.send(answer, message).catch(async (thrown: unknown) => {
        const error = toAppError(thrown);
        if (!(await this.isRefused(error))) throw error;
        throw new TransientError(error.code, error.message, { cause: error });
      });
    return retry(attempt, { ...policy, maxAttempts }, signal, this.warn(message));
  }

  private send(outgoing: BrokerMessage, { topic }: ReceivedMessage): Promise<void> {
    const { broker, observer } = this.options;
    const started = performance.now();
    return broker.publish([outgoing]).then(() => observer?.published(topic, performance.now() - started));
  }

  /** Whether it is the place that fails: the broker says no, or takes nothing there while it answers otherwise. */
  private async isRefused({ code, kind }: AppError): Promise<boolean> {
    const { broker } = this.options;
    if (kind !== 'unavailable' || broker.status.state !== 'connected') return false;
    if (code === 'BROKER_REFUSED') return true;
    return broker.admin.listTopics().then(
      () => true,
      () => false,
    );
  }

  private warn(message: ReceivedMessage) {
    const { observer, scope } = this.options;
    return (error: AppError, delayMs: number) => {
      this.progressAt = performance.now();
      observer?.retried(message.topic, error.code);
      scope?.failed?.(error, true);
      this.say(message, `: ${error.message}; next try in ${Math.round(delayMs)} ms`);
    };
  }

  private say(message: ReceivedMessage, text: string): void {
    const { logger, scope } = this.options;
    const log = () => logger.warn(`${message.topic} ${message.id}${text}`);
    if (scope?.naming) scope.naming(message, log);
    else log();
  }
}
