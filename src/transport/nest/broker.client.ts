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
import { ReplyInbox } from './reply-inbox.js';
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
  /** The newest last; older ones still wait for answers. */
  private readonly inboxes: ReplyInbox[] = [];
  private readonly codec: Codec;
  private readonly topicOf: (pattern: string) => string;

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
    const inboxes = this.inboxes.splice(0);
    for (const { waiting } of inboxes) {
      for (const callback of waiting.values()) callback({ err: closedError() });
      waiting.clear();
    }
    for (const inbox of inboxes) await inbox.close();
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
    const inbox = this.inbox();
    inbox.waiting.set(correlation, callback);
    this.request(pattern as string, data, { inbox, correlation }).catch((err: unknown) => {
      if (inbox.waiting.delete(correlation)) callback({ err });
    });
    return () => inbox.waiting.delete(correlation);
  }

  /** A new one twice a day: a topic that is a day old is taken for the rest of a killed process, and swept. */
  private inbox(): ReplyInbox {
    const newest = this.inboxes.at(-1);
    if (newest && !newest.isOld) return newest;
    this.closeUnused();
    const inbox = new ReplyInbox(this.broker, (message, own) => this.settle(message, own));
    this.inboxes.push(inbox);
    return inbox;
  }

  private closeUnused(): void {
    for (const inbox of this.inboxes.filter(({ waiting }) => waiting.size === 0)) {
      this.inboxes.splice(this.inboxes.indexOf(inbox), 1);
      // If it fails, the topic is swept after a day.
      void inbox.close().catch(() => undefined);
    }
  }

  private async request(pattern: string, data: unknown, { inbox, correlation }: Question): Promise<void> {
    await inbox.open();
    const message = this.toMessage(pattern, data);
    const addresses = { [replyToHeader]: inbox.topic, [correlationHeader]: correlation };
    await this.broker.publish([{ ...message, headers: { ...message.headers, ...addresses } }]);
  }

  /** Several patterns may share a topic with another name; there the message must name its pattern. */
  private toMessage(pattern: string, data: unknown): BrokerMessage {
    const envelope = this.codec.encode(data, pattern);
    const topic = this.topicOf(pattern);
    if (topic === pattern) return { topic, ...envelope };
    return { topic, ...envelope, headers: { [patternHeader]: pattern, ...envelope.headers } };
  }

  private async settle(message: ReceivedMessage, { waiting }: ReplyInbox): Promise<void> {
    const correlation = headerText(message, correlationHeader) ?? '';
    const callback = waiting.get(correlation);
    if (!callback || !waiting.delete(correlation)) return;
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

interface Question {
  readonly inbox: ReplyInbox;
  readonly correlation: string;
}

const closedError = () =>
  new UnavailableError('BROKER_CLOSED', 'the client was closed before the answer came');
