import type { EmbeddedSettings } from './embedded.settings.js';
import { errorText, UnavailableError } from '../../../foundation/errors/app.error.js';
import {
  type Broker,
  type BrokerMessage,
  type BrokerStatus,
  type Consume,
  type DriverOptions,
  isSameSubscription,
  type Subscription,
  type SubscriptionName,
} from '../../broker.js';
import { withNoneSent } from '../../publish-failure.js';
import { EmbeddedAdmin } from './embedded.admin.js';
import { EmbeddedConsumer } from './embedded.consumer.js';
import { withinDeadline } from './embedded.deadline.js';
import { EmbeddedFile } from './embedded.file.js';
import { publishTo } from './embedded.publisher.js';
import { EmbeddedRetention } from './embedded.retention.js';

/**
 * A broker within the process. Its log is a SQLite file that several processes of one machine may share. Messages
 * that `publish` has confirmed survive the death of any process, and a power cut.
 */
export class EmbeddedDriverBroker implements Broker {
  readonly name = 'embedded';
  readonly admin: EmbeddedAdmin;
  private readonly consumers = new Set<EmbeddedConsumer>();
  private file: EmbeddedFile | undefined;
  private retention: EmbeddedRetention | undefined;
  private connecting: Promise<void> | undefined;
  private closing: Promise<void> | undefined;
  private closed = false;
  private connectError: string | undefined;

  constructor(
    private readonly settings: EmbeddedSettings,
    private readonly options: DriverOptions,
  ) {
    const adminOptions = { ...options, partitions: settings.partitions };
    this.admin = new EmbeddedAdmin(
      () => this.connectedFile(),
      adminOptions,
      () => this.retention?.sweepSoon(),
    );
  }

  get status(): BrokerStatus {
    if (this.closed) return { state: 'closed' };
    const lastError = this.file ? this.file.trouble : this.connectError;
    if (lastError !== undefined) return { state: 'disconnected', lastError };
    return { state: this.file ? 'connected' : 'idle' };
  }

  async connect(): Promise<void> {
    this.refuseClosed();
    if (this.file) return;
    this.connecting ??= this.open().finally(() => (this.connecting = undefined));
    await this.connecting;
  }

  async publish(messages: readonly BrokerMessage[]): Promise<void> {
    await publishTo(this.fileFor(messages), messages, {
      partitions: this.settings.partitions,
      publishTimeoutMs: this.options.publishTimeoutMs,
    });
  }

  async subscribe(subscription: Subscription, consume: Consume): Promise<void> {
    if (this.closing) this.refuse();
    const options = { ...this.options, partitions: this.settings.partitions };
    const consumer = new EmbeddedConsumer(this.connectedFile(), subscription, consume, options);
    this.consumers.add(consumer);
    try {
      await withinDeadline(this.options.publishTimeoutMs, `subscribing to ${subscription.topic}`, (signal) =>
        consumer.start(signal),
      );
    } catch (error) {
      this.consumers.delete(consumer);
      throw error;
    }
  }

  async unsubscribe(name: SubscriptionName): Promise<void> {
    const ending = [...this.consumers].filter(({ subscription }) => isSameSubscription(subscription, name));
    await this.end(ending, `unsubscribing from ${name.topic}`);
    for (const consumer of ending) this.consumers.delete(consumer);
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async open(): Promise<void> {
    try {
      const file = (this.file = await EmbeddedFile.open(this.settings.file, this.options.connectTimeoutMs));
      this.retention = new EmbeddedRetention(file, this.settings.retentionHours);
    } catch (error) {
      this.connectError = errorText(error);
      throw error;
    }
  }

  private async shutDown(): Promise<void> {
    await this.connecting?.catch(() => undefined);
    this.retention?.stop();
    await this.end([...this.consumers], 'closing');
    this.closed = true;
    await this.file?.release();
  }

  private async end(consumers: readonly EmbeddedConsumer[], doing: string): Promise<void> {
    await Promise.all(consumers.map((consumer) => consumer.stop()));
    await withinDeadline(this.options.publishTimeoutMs, doing, (signal) =>
      Promise.all(consumers.map((consumer) => consumer.leave(signal))),
    ).catch(() => undefined); // messages whose acknowledgement was not written are delivered again
  }

  private fileFor(messages: readonly BrokerMessage[]): EmbeddedFile {
    try {
      return this.connectedFile();
    } catch (error) {
      throw withNoneSent(error, messages.length);
    }
  }

  private connectedFile(): EmbeddedFile {
    this.refuseClosed();
    if (this.file) return this.file;
    throw new UnavailableError(
      'BROKER_UNAVAILABLE',
      this.connectError ?? 'not connected: call connect() first',
    );
  }

  private refuseClosed(): void {
    if (this.closed) this.refuse();
  }

  private refuse(): never {
    throw new UnavailableError('BROKER_CLOSED', 'the embedded broker is closed');
  }
}
