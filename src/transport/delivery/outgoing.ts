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

/** Does work on a message until it succeeds, as `retry` does. */
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
  /** Reports what somebody should look at. */
  readonly say: (message: ReceivedMessage, text: string) => void;
  /** Reports what does not end before somebody does something. */
  readonly shout: (message: ReceivedMessage, text: string) => void;
}

/**
 * What leaves because of a message: answers, and its dead letter. That the broker is away is waited out, here as
 * everywhere; any other failure is tried as often as the policy says.
 */
export class OutgoingMessages {
  constructor(private readonly options: OutgoingOptions) {}

  /** @throws GaveUp when the broker refuses the answer, or our own code fails on it. */
  publish(answer: BrokerMessage, message: ReceivedMessage, policy: RetryPolicy): Promise<void> {
    return this.options.persist(() => this.send(answer, message), message, policy);
  }

  /**
   * Publishes an answer at the place that the message names. While the broker itself is there, a place that it refuses
   * is tried `maxAttempts` times only.
   *
   * @param isOnly no other answer has left. Otherwise a refused place is only reported.
   * @throws GaveUp when the only answer cannot be had there.
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
   * Publishes the dead letter. What cannot be written of it is left out; what is left then is held until it is with
   * the broker, whatever fails.
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

  private send(outgoing: BrokerMessage, { topic }: ReceivedMessage): Promise<void> {
    const { broker, hooks } = this.options;
    const started = performance.now();
    return broker.publish([outgoing]).then(() => hooks.published(topic, performance.now() - started));
  }
}
