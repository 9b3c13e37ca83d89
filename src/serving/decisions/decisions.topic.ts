import { setTimeout as pause } from 'node:timers/promises';
import { errorText, InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import type { Broker, ReceivedMessage, SubscriptionName } from '../../transport/broker.js';
import { temporaryName } from '../../transport/temporary-names.js';
import { decodeDecision, encodeDecision } from './decision.record.js';
import { revisionOf, type ServingDecisions, type StoredDecision } from './serving-decisions.js';

const againMs = 1_000;
/** In milliseconds. A first question waits this long for the topic to be read. */
const patienceMs = 10_000;

export interface DecisionsTopicOptions {
  readonly topic: string;
  /** `GROUP_ID`: the decisions of the services with this name. */
  readonly group: string;
  /** Where the broker is, in words. */
  readonly place: string;
  /** Whether a missing topic is made; else nothing is decided as long as it is missing. */
  readonly creates: boolean;
}

/**
 * Decisions on a compacted topic: this process reads it from its start, with a group of its own. Only processes with
 * the database write it.
 */
export class DecisionsTopic implements ServingDecisions {
  readonly place: string;
  private readonly known = new Map<string, StoredDecision>();
  private readonly own: SubscriptionName;
  private readonly ending = new AbortController();
  private readonly read: Promise<void>;
  /** By partition, one past the last offset that was read. */
  private readonly reached = new Map<number, bigint>();
  private isRead = false;
  private isMissing = false;
  private lastError = 'it is being read';

  /** @param broker of its own; new groups must start at the oldest message. */
  constructor(
    private readonly broker: Broker,
    private readonly options: DecisionsTopicOptions,
  ) {
    const { topic, group, place } = options;
    this.place = `the topic ${topic} of ${place}`;
    this.own = { topic, group: temporaryName(`${group}.follows-`) };
    this.read = this.follow();
  }

  async newest(model: string): Promise<StoredDecision | undefined> {
    if (!this.isRead) await Promise.race([this.read, pause(patienceMs, undefined, { ref: false })]);
    if (this.isRead) return this.known.get(model);
    throw new UnavailableError('BROKER_UNAVAILABLE', `${this.place} is not read yet: ${this.lastError}`);
  }

  async decide(model: string): Promise<StoredDecision> {
    const text = `this process only follows ${this.place}: ask one with the role api to decide about ${model}`;
    throw new InvalidError('MODEL_CONFLICT', text);
  }

  /** For the process that has decided. */
  async publish(model: string, { revision, serving }: StoredDecision): Promise<void> {
    if (!serving) return;
    const { topic, group } = this.options;
    const record = encodeDecision({ group, model, revision, serving }, this.broker.name);
    await this.broker.publish([{ topic, ...record }]);
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.read;
    // Without the right to delete it, Kafka drops the group after some days.
    await this.broker
      .unsubscribe(this.own)
      .then(() => this.broker.admin.deleteSubscription(this.own))
      .catch(() => undefined);
    await this.broker.close();
  }

  /** Resolves once all decisions that were made before are read, or at the end. */
  private async follow(): Promise<void> {
    const steps = [() => this.create(), () => this.subscribe(), () => this.untilRead()];
    for (const step of steps) await this.persist(step);
    this.isRead = !this.ending.signal.aborted;
  }

  private async persist(step: () => Promise<void>): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      try {
        await step();
        return;
      } catch (error) {
        this.lastError = errorText(error);
        await pause(againMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async create(): Promise<void> {
    await this.broker.connect();
    const { admin } = this.broker;
    if (this.options.creates) await admin.createCompactedTopic?.(this.own.topic);
    else this.isMissing = !(await admin.listTopics()).includes(this.own.topic);
  }

  private async subscribe(): Promise<void> {
    if (this.isMissing) return;
    await this.broker.subscribe({ ...this.own, maxInFlight: 100 }, async (message) => this.take(message));
  }

  private async untilRead(): Promise<void> {
    const kept = (await this.broker.admin.kept?.(this.own.topic)) ?? [];
    const waits = () =>
      kept.some(({ partition, first, end }) => end > first && (this.reached.get(partition) ?? 0n) < end);
    while (waits() && !this.ending.signal.aborted) await pause(20);
  }

  /** A record that comes late changes nothing: revisions only grow. */
  private take(message: ReceivedMessage): void {
    const said = decodeDecision(message, this.options.group);
    if (said) this.known.set(said.model, newer(this.known.get(said.model), said.stored));
    const { partition, offset } = message;
    if (partition !== undefined && offset !== undefined) this.reached.set(partition, offset + 1n);
  }
}

function newer(known: StoredDecision | undefined, said: StoredDecision): StoredDecision {
  if (said.damage !== undefined) return { revision: 0, serving: undefined, ...known, damage: said.damage };
  return said.revision >= revisionOf(known) ? said : (known ?? said);
}
