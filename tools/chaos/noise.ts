import { seededRandom } from '../../src/training/dataset/random.js';
import type { BrokerMessage, ReceivedMessage } from '../../src/transport/broker.js';
import type { RawBroker } from '../../src/tools/verification/open-broker.js';
import { corrupt } from './corruption.js';

const markHeader = 'seamline-chaos';
const maxInFlight = 100;
/** How much of the traffic is published again, in another order, or broken: one message in fifty each. */
const share = 0.02;
/** So many are held back, to be published again in the opposite order. */
const heldBack = 10;

/**
 * Listens to the images topic with a group of its own and publishes some of what it hears again: as it was, in
 * another order, or broken under an id of its own. Repeats must change nothing; every broken one must end as a dead
 * letter.
 */
export class Noise {
  /** Ids of the broken events that the broker has accepted. */
  readonly corrupted = new Set<string>();
  duplicates = 0;
  private readonly random: () => number;
  private held: BrokerMessage[] = [];

  constructor(
    private readonly broker: RawBroker,
    private readonly topic: string,
    private readonly group: string,
    seed: number,
  ) {
    this.random = seededRandom(seed);
  }

  async start(): Promise<void> {
    const { group } = this;
    await this.broker.subscribe(this.topic, (message) => this.hear(message), { group, maxInFlight });
  }

  /** Publishes nothing more from then on. */
  async stop(): Promise<void> {
    await this.broker.close();
  }

  private async hear(message: ReceivedMessage): Promise<void> {
    if (markHeader in message.headers) return;
    const dice = this.random();
    if (dice < share) await this.repeat([message]);
    else if (dice < 2 * share) await this.reorder(message);
    else if (dice < 3 * share) await this.breakOne(message);
  }

  private async repeat(messages: readonly BrokerMessage[]): Promise<void> {
    await this.publish(messages, 'repeated');
    this.duplicates += messages.length;
  }

  private async reorder(message: BrokerMessage): Promise<void> {
    this.held.push(message);
    if (this.held.length < heldBack) return;
    const messages = this.held.toReversed();
    this.held = [];
    await this.repeat(messages);
  }

  private async breakOne(message: ReceivedMessage): Promise<void> {
    const broken = corrupt(message, this.random);
    if (!broken) return;
    await this.publish([broken.message], broken.how);
    this.corrupted.add(broken.id);
  }

  private async publish(messages: readonly BrokerMessage[], how: string): Promise<void> {
    const marked = messages.map(({ key, partitionKey, value, headers }) => ({
      key,
      partitionKey,
      value,
      headers: { ...headers, [markHeader]: how },
    }));
    await this.broker.publish(this.topic, marked);
  }
}
