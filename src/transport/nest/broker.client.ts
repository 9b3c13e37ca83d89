import { ClientProxy, type ReadPacket, type WritePacket } from '@nestjs/microservices';
import { randomUUID } from 'node:crypto';
import { TransientError, UnavailableError } from '../../foundation/errors/app.error.js';
import { type Broker, type BrokerMessage, headerText, type ReceivedMessage } from '../broker.js';
import { type Codec, jsonCodec } from '../delivery/codec.js';
import {
  correlationHeader,
  errorCodeHeader,
  errorReasonHeader,
  patternHeader,
  replyToHeader,
} from '../delivery/message-headers.js';
import { Once } from '../../foundation/concurrency/once.js';
import { clientReplies } from '../../foundation/settings/reply-topics.js';
import { topicNames } from './topic-names.js';

export interface BrokerClientOptions {
  /** The physical topic of a pattern. Default: the pattern itself. */
  readonly topicOf?: (pattern: string) => string;
  /** Default: JSON. */
  readonly codec?: Codec;
  /** Whether `close` closes the broker too. Default: yes. */
  readonly ownsBroker?: boolean;
}

/**
 * Nest's ClientProxy for any Broker. `emit` settles once the broker has accepted the event. `send` emits the
 * handler's answer, or fails with the reason of its dead letter. Answers come on this client's own topic, which the
 * first `send` creates and `close` deletes. An answer has no time limit: use rxjs's `timeout`.
 */
export class BrokerClient extends ClientProxy {
  private readonly replyTopic = `${clientReplies}${randomUUID()}`;
  private readonly waiting = new Map<string, (packet: WritePacket) => void>();
  private readonly codec: Codec;
  private readonly topicOf: (pattern: string) => string;
  private readonly replies = new Once(() =>
    this.broker.subscribe({ topic: this.replyTopic, group: 'replies', maxInFlight: 100 }, (message) =>
      this.settle(message),
    ),
  );

  constructor(
    private readonly broker: Broker,
    private readonly options: BrokerClientOptions = {},
  ) {
    super();
    this.codec = options.codec ?? jsonCodec;
    this.topicOf = topicNames(options.topicOf);
  }

  connect(): Promise<void> {
    return this.broker.connect();
  }

  /** Fails every unanswered `send`, and deletes the reply topic. */
  async close(): Promise<void> {
    for (const callback of this.waiting.values()) {
      callback({
        err: new UnavailableError('BROKER_CLOSED', 'the client was closed before the answer came'),
      });
    }
    this.waiting.clear();
    const hasSubscribed = await this.replies.begun?.then(
      () => true,
      () => false,
    );
    this.replies.forget();
    if (hasSubscribed) {
      const topic = this.replyTopic;
      const subscription = { topic, group: 'replies' };
      await this.broker.unsubscribe(subscription);
      await this.broker.admin.deleteSubscription(subscription);
      await this.broker.admin.deleteTopic(topic);
    }
    if (this.options.ownsBroker !== false) await this.broker.close();
  }

  unwrap<T>(): T {
    return this.broker as T;
  }

  protected override async dispatchEvent<T>({ pattern, data }: ReadPacket): Promise<T> {
    await this.broker.publish([this.toMessage(pattern as string, data)]);
    return undefined as T;
  }

  protected override publish(
    { pattern, data }: ReadPacket,
    callback: (packet: WritePacket) => void,
  ): () => void {
    const correlation = randomUUID();
    this.waiting.set(correlation, callback);
    this.request(pattern as string, data, correlation).catch((err: unknown) => {
      if (this.waiting.delete(correlation)) callback({ err });
    });
    return () => this.waiting.delete(correlation);
  }

  private async request(pattern: string, data: unknown, correlation: string): Promise<void> {
    await this.replies.get();
    const message = this.toMessage(pattern, data);
    const addresses = { [replyToHeader]: this.replyTopic, [correlationHeader]: correlation };
    await this.broker.publish([{ ...message, headers: { ...message.headers, ...addresses } }]);
  }

  /** Several patterns may share a topic with another name; there the message must name its pattern. */
  private toMessage(pattern: string, data: unknown): BrokerMessage {
    const envelope = this.codec.encode(data, pattern);
    const topic = this.topicOf(pattern);
    if (topic === pattern) return { topic, ...envelope };
    return { topic, ...envelope, headers: { [patternHeader]: pattern, ...envelope.headers } };
  }

  private async settle(message: ReceivedMessage): Promise<void> {
    const correlation = headerText(message, correlationHeader) ?? '';
    const callback = this.waiting.get(correlation);
    if (!callback || !this.waiting.delete(correlation)) return;
    const code = headerText(message, errorCodeHeader);
    if (code !== undefined) {
      const reason = headerText(message, errorReasonHeader) ?? '';
      callback({ err: new TransientError('HANDLER_FAILED', `${code}: ${reason}`, { details: { code } }) });
    } else {
      const response = this.codec.decode(message, headerText(message, patternHeader) ?? '');
      callback({ response, isDisposed: true });
    }
  }
}
