import { InvalidError } from '../../../foundation/errors/app.error.js';
import {
  type BrokerAdmin,
  type DriverOptions,
  type FoundMessages,
  type PartitionLag,
  type SubscriptionName,
  totalLag,
} from '../../broker.js';
import type { KeptPartition } from '../../kept.js';
import type { EmbeddedConnection } from './embedded.connection.js';
import type { EmbeddedFile } from './embedded.file.js';
import { countMembers, lagsOf } from './embedded.leases.js';
import { findKeys, embeddedLogId } from './embedded.search.js';
import {
  countPartitions,
  deleteTopic,
  dropSubscription,
  ensureSubscription,
  ensureTopic,
  findSubscription,
  keptPartitions,
  listSubscriptions,
  listTopics,
  type TopicDefaults,
} from './embedded.topics.js';

type AdminOptions = TopicDefaults & Pick<DriverOptions, 'publishTimeoutMs'>;

/** Topics and subscriptions of the log. Writes wait for the file as long as a publish does. */
export class EmbeddedAdmin implements BrokerAdmin {
  /** `file` throws while the broker is not connected; `swept` is called when a deleted topic waits for the sweep. */
  constructor(
    private readonly file: () => EmbeddedFile,
    private readonly options: AdminOptions,
    private readonly swept: () => void,
  ) {}

  async createTopic(topic: string): Promise<void> {
    await this.write((connection) => ensureTopic(connection, topic, this.options.partitions));
  }

  async deleteTopic(topic: string): Promise<void> {
    await this.write((connection) => deleteTopic(connection, topic));
    this.swept();
  }

  async listTopics(): Promise<string[]> {
    return this.file().read(listTopics);
  }

  async partitions(topic: string): Promise<number | undefined> {
    return this.file().read((connection) => countPartitions(connection, topic));
  }

  async createSubscription(name: SubscriptionName): Promise<void> {
    await this.write((connection) => ensureSubscription(connection, name, this.options));
  }

  /** Refuses a group with running members: they would create it again and read everything from the start. */
  async deleteSubscription(name: SubscriptionName): Promise<void> {
    const members = await this.write((connection) => {
      const id = findSubscription(connection, name);
      const running = id === undefined ? 0 : countMembers(connection, id);
      if (id !== undefined && running === 0) dropSubscription(connection, id);
      return running;
    });
    if (members === 0) return;
    const text = `the group ${name.group} of ${name.topic} has ${members} running members`;
    throw new InvalidError('BROKER_REFUSED', text, { details: { ...name, members } });
  }

  async listSubscriptions(): Promise<SubscriptionName[]> {
    return this.file().read(listSubscriptions);
  }

  async lag(name: SubscriptionName): Promise<number> {
    return totalLag(await this.partitionLags(name));
  }

  async partitionLags(name: SubscriptionName): Promise<PartitionLag[]> {
    return this.file().read((connection) => {
      const id = findSubscription(connection, name);
      return id === undefined ? [] : lagsOf(connection, id);
    });
  }

  async logId(topic: string): Promise<string> {
    return this.file().read((connection) => embeddedLogId(connection, topic));
  }

  async kept(topic: string): Promise<KeptPartition[]> {
    return this.file().read((connection) => keptPartitions(connection, topic));
  }

  findKeys(topic: string, keys: ReadonlySet<string>): Promise<FoundMessages> {
    return findKeys(this.file(), topic, keys);
  }

  private async write<T>(work: (connection: EmbeddedConnection) => T): Promise<T> {
    return this.file().write(work, { budgetMs: this.options.publishTimeoutMs });
  }
}
