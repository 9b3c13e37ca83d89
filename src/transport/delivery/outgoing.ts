import { type AppError, toAppError, TransientError } from '../../foundation/errors/app.error.js';
import type { Broker, BrokerMessage, ReceivedMessage } from '../broker.js';
import { isDeadLetterTopic } from './dead-letter.js';
import type { JoinedHooks } from './delivery.hooks.js';
import {
  letterOf,
  type LetterForm,
  type LetterParts,
  reasonAlone,
  smallerForm,
  wholeLetter,
} from './letter-forms.js';
import type { ReplyPlaces } from './reply-places.js';
import { GaveUp, type RetryPolicy } from '../../foundation/concurrency/retry.js';

/** Repeats work on a message until it succeeds, as `retry` does. */
export type Persist = <T>(
  work: () => Promise<T>,
  message: ReceivedMessage,
  policy: RetryPolicy,
) => Promise<T>;

export interface OutgoingOptions {
  readonly broker: Broker;
  readonly hooks: JoinedHooks;
  readonly replies: ReplyPlaces;
  readonly persist: Persist;
  /** Logs a warning about a message. */
  readonly say: (message: ReceivedMessage, text: string) => void;
  /** Logs an error that lasts until someone acts. */
  readonly shout: (message: ReceivedMessage, text: string) => void;
}

/**
 * Publishes a message's answers and its dead letter. While the broker is away, both wait for it. Other failures are
 * retried as often as the policy says.
 */
export class OutgoingMessages {
  constructor(private readonly options: OutgoingOptions) {}

  /** @throws GaveUp when the broker refuses the answer, or our own code fails on it. */
  publish(answer: BrokerMessage, message: ReceivedMessage, policy: RetryPolicy): Promise<void> {
    return this.options.persist(() => this.send(answer, message), message, policy);
  }

  /**
   * Publishes an answer to the topic that the message names. A topic that the broker refuses is tried `maxAttempts`
   * times, while the broker itself answers.
   *
   * @param isOnly this is the message's only answer. Otherwise a refused topic is only logged.
   * @throws GaveUp when the only answer cannot be published there.
   */
  async reply(
    answer: BrokerMessage,
    message: ReceivedMessage,
    policy: RetryPolicy,
    isOnly: boolean,
  ): Promise<void> {
    const { persist, say } = this.options;
    try {
      await persist(() => this.tryReply(answer, message), message, { ...policy, hold: false });
    } catch (thrown) {
      if (!(thrown instanceof GaveUp) || (isOnly && !isDeadLetterTopic(message.topic))) throw thrown;
      say(message, `: its answer does not reach ${answer.topic}: ${thrown.message}`);
    }
  }

  /**
   * Publishes the dead letter. Leaves out parts that the broker refuses, then retries the rest until the broker
   * accepts it.
   */
  async letter(parts: LetterParts, policy: RetryPolicy): Promise<void> {
    const { message } = parts;
    let form: LetterForm | undefined = wholeLetter;
    while (form) {
      const kept: LetterForm = form;
      try {
        const send = async () => this.send(letterOf(parts, kept), message);
        return await this.options.persist(send, message, { ...policy, hold: false });
      } catch (thrown) {
        if (!(thrown instanceof GaveUp)) throw thrown;
        form = smallerForm(kept, thrown.cause);
        this.options.say(message, `: its dead letter leaves something out: ${thrown.message}`);
      }
    }
    const held = { ...policy, maxAttempts: Infinity, hold: true };
    await this.options.persist(() => this.lastForm(parts), message, held);
  }

  private async lastForm(parts: LetterParts): Promise<void> {
    try {
      await this.send(reasonAlone(parts), parts.message);
    } catch (thrown) {
      const { kind, message: reason } = toAppError(thrown);
      const text = `: even the least dead letter of it cannot be written, so it is held: ${reason}`;
      if (kind !== 'unavailable') this.options.shout(parts.message, text);
      throw thrown;
    }
  }

  private async tryReply(answer: BrokerMessage, message: ReceivedMessage): Promise<void> {
    if (!(await this.options.replies.isThere(answer.topic))) return;
    try {
      await this.send(answer, message);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!(await this.isRefused(error))) throw error;
      throw new TransientError(error.code, error.message, { cause: error });
    }
  }

  /**
   * Whether this topic fails, not the broker: the broker refuses, or accepts nothing there while it answers
   * otherwise.
   */
  private async isRefused({ code, kind }: AppError): Promise<boolean> {
    const { broker } = this.options;
    if (kind !== 'unavailable' || broker.status.state !== 'connected') return false;
    if (code === 'BROKER_REFUSED') return true;
    return broker.admin.listTopics().then(
      () => true,
      () => false,
    );
  }

  private send(outgoing: BrokerMessage, { topic }: ReceivedMessage): Promise<void> {
    const { broker, hooks } = this.options;
    const started = performance.now();
    return broker.publish([outgoing]).then(() => hooks.published(topic, performance.now() - started));
  }
}
