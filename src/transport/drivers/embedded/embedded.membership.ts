import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SubscriptionName } from '../../broker.js';
import type { EmbeddedConnection } from './embedded.connection.js';
import type { EmbeddedFile } from './embedded.file.js';
import {
  generationOf,
  leaveGroup,
  releaseLease,
  type Renewal,
  renewLeases,
  saveProgress,
  type Seat,
} from './embedded.leases.js';
import { PartitionReader } from './embedded.reader.js';
import { ensureSubscription, findTopic, type TopicDefaults } from './embedded.topics.js';

const heartbeatMs = 1_000;
/** Progress that a crash loses only repeats work, so it need not wait for the disk. */
const durable = false;

/**
 * A member's seat in its group: renews its leases, gives partitions to members that wait for them, and writes
 * progress. The file refuses its writes once another member has the lease.
 */
export class Membership {
  private readonly memberId = randomUUID();
  private readonly known = new Map<number, PartitionReader>();
  private readonly handingOver = new Set<PartitionReader>();
  private subscriptionId = 0;
  private generation: number | undefined;
  private validUntil = 0;
  private leaving = false;
  private renewing = false;
  private heartbeat: NodeJS.Timeout | undefined;
  private saving: Promise<void> = Promise.resolve();

  /** `changed` is called when more messages may be readable than before. */
  constructor(
    private readonly file: EmbeddedFile,
    private readonly name: SubscriptionName,
    private readonly defaults: TopicDefaults,
    private readonly changed: () => void,
  ) {}

  /** The partitions that this member may read now: none after its leases have expired. */
  get readers(): readonly PartitionReader[] {
    return performance.now() < this.validUntil ? this.leased : [];
  }

  /** Creates topic and group when missing. */
  async join(signal: AbortSignal): Promise<void> {
    await this.file.write((connection) => ensureSubscription(connection, this.name, this.defaults), {
      signal,
    });
    signal.throwIfAborted();
    this.heartbeat = setInterval(() => this.renew(), heartbeatMs);
    this.renew();
  }

  /** Called when the file has changed: it may hold new messages, or members may have joined or left. */
  lookAround(): void {
    for (const reader of this.known.values()) reader.wake();
    const generation = this.file.read((connection) => generationOf(connection, this.subscriptionId));
    if (generation !== this.generation) this.renew();
  }

  /** Gives partitions away as their consumers finish, and takes no new ones. */
  prepareToLeave(): void {
    this.leaving = true;
    this.renew();
  }

  async leave(signal: AbortSignal): Promise<void> {
    clearInterval(this.heartbeat);
    await this.save(signal);
    const leave = { durable, signal };
    await this.file.write((connection) => leaveGroup(connection, this.seat), leave);
  }

  /** Gives away partitions that other members wait for and that have no running work here. */
  handOver(): void {
    for (const reader of this.leased) {
      const ready = reader.idle || (reader.overdue && !this.leaving);
      if (reader.releasing && ready && !this.handingOver.has(reader)) void this.release(reader);
    }
  }

  /** Resolves once all progress until now is in the file. Drops leases that turn out to be lost. */
  save(signal?: AbortSignal): Promise<void> {
    const unsaved = this.leased.filter((reader) => reader.unsaved);
    if (unsaved.length === 0) return this.saving;
    const saving = this.saveAll(unsaved, signal);
    this.saving = saving;
    saving.catch(() => {
      if (this.saving === saving) this.saving = Promise.resolve();
    });
    return saving;
  }

  private async saveAll(readers: readonly PartitionReader[], signal?: AbortSignal): Promise<void> {
    const open = readers.flatMap((reader) => (reader.saved ? [{ reader, ...reader.saved }] : []));
    for (const { reader } of open) reader.unsaved = false;
    try {
      const kept = await this.file.write(
        (connection) =>
          open.map(({ lease, progress }) => saveProgress(connection, this.seat, lease, progress)),
        { durable, ...(signal && { signal }) },
      );
      signal?.throwIfAborted();
      open.forEach(({ reader, lease }, index) => kept[index] || reader.lose(lease.epoch));
    } catch (error) {
      for (const { reader } of open) reader.unsaved = true;
      throw error;
    }
  }

  /** Resolves once the acknowledgement is in the file; false if the lease was lost before. */
  async acknowledgeFirst(reader: PartitionReader, offset: number): Promise<boolean> {
    const { epoch } = reader;
    reader.acknowledge(offset);
    while (reader.epoch === epoch) {
      const saved = await this.save().then(
        () => true,
        () => false,
      );
      if (saved) return reader.epoch === epoch;
      await sleep(heartbeatMs);
    }
    return false;
  }

  private get seat(): Seat {
    return { subscriptionId: this.subscriptionId, memberId: this.memberId };
  }

  private get leased(): PartitionReader[] {
    return [...this.known.values()].filter(({ leased }) => leased);
  }

  /** A heartbeat that finds the file locked waits for it; until then no new work begins. */
  private renew(): void {
    if (this.renewing) return;
    this.renewing = true;
    this.file
      .write((connection) => this.renewIn(connection), { durable })
      .then((renewal) => this.apply(renewal))
      .catch(() => undefined) // `file.trouble` holds the error, and the next heartbeat tries again
      .finally(() => (this.renewing = false));
  }

  /** Creates a group that was deleted with its topic again, together with the topic. */
  private renewIn(connection: EmbeddedConnection): Renewal | undefined {
    if (findTopic(connection, this.name.topic) === undefined) return undefined;
    this.subscriptionId = ensureSubscription(connection, this.name, this.defaults);
    return renewLeases(connection, this.seat, this.leaving);
  }

  private apply(renewal: Renewal | undefined): void {
    const leases = new Map(renewal?.leases.map((lease) => [lease.partitionId, lease]));
    this.generation = renewal?.generation;
    this.validUntil = renewal?.validUntil ?? 0;
    for (const [id, reader] of this.known) {
      if (reader.epoch !== undefined && !leases.has(id)) reader.lose(reader.epoch);
      if (!reader.leased && reader.idle) this.known.delete(id);
    }
    for (const [id, lease] of leases) {
      const reader = this.known.get(id) ?? new PartitionReader(this.file, id, lease.number);
      this.known.set(id, reader);
      if (reader.epoch !== lease.epoch) reader.adopt(lease);
    }
    this.askFor(renewal?.excess ?? 0);
    this.changed();
  }

  private askFor(excess: number): void {
    const asked = this.leased.toSorted((one, two) => Number(two.releasing) - Number(one.releasing));
    asked.forEach((reader, index) => reader.askFor(index < excess));
    this.handOver();
  }

  private async release(reader: PartitionReader): Promise<void> {
    const { saved } = reader;
    if (!saved) return;
    this.handingOver.add(reader);
    try {
      await this.file.write(
        (connection) => {
          saveProgress(connection, this.seat, saved.lease, saved.progress);
          releaseLease(connection, this.seat, saved.lease);
        },
        { durable },
      );
      reader.lose(saved.lease.epoch);
    } catch {
      // the next heartbeat tries to give it away again
    } finally {
      this.handingOver.delete(reader);
    }
  }
}
