import type { EmbeddedConnection } from './embedded.connection.js';
import type { EmbeddedFile } from './embedded.file.js';
import { countMembers } from './embedded.leases.js';
import {
  deleteTopic,
  dropSubscription,
  findSubscription,
  listSubscriptions,
  listTopics,
} from './embedded.topics.js';
import { giveBackDisk } from './embedded.disk.js';
import { isLeftover } from '../../temporary-names.js';

const sweepEveryMs = 60_000;
/** Messages deleted in one transaction. */
const chunk = 500;

interface Expiring {
  readonly id: number;
  readonly topic_id: number | null;
}

/**
 * Deletes messages that are older than the retention and that every group of the topic has read. A topic without a
 * group keeps its messages for the first one. Also deletes the remains of deleted topics.
 */
export class EmbeddedRetention {
  private readonly timer: NodeJS.Timeout;
  private sweeping = false;
  private wanted = false;
  private stopped = false;

  constructor(
    private readonly file: EmbeddedFile,
    private readonly retentionHours: number,
  ) {
    this.timer = setInterval(() => this.sweepSoon(), sweepEveryMs);
    this.sweepSoon();
  }

  /** Starts a sweep in the background; a call during a sweep starts another one after it. */
  sweepSoon(): void {
    this.wanted = true;
    if (!this.sweeping) void this.sweepWhileWanted();
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
  }

  private async sweepWhileWanted(): Promise<void> {
    this.sweeping = true;
    while (this.wanted && !this.stopped) {
      this.wanted = false;
      await this.sweep().catch(() => undefined); // `file.trouble` holds the error, and the next sweep continues
    }
    this.sweeping = false;
  }

  private async sweep(): Promise<void> {
    const count = this.file.read(
      (connection) => leftSubscriptions(connection).length + leftTopics(connection).length,
    );
    if (count > 0) await this.file.write(dropLeftovers, { durable: false });
    const partitions = this.file.read((connection) =>
      connection.all<Expiring>('select id, topic_id from partitions order by id'),
    );
    const before = Date.now() - this.retentionHours * 3_600_000;
    for (const { id, topic_id } of partitions) {
      const work = (connection: EmbeddedConnection) =>
        topic_id === null ? clearDeleted(connection, id) : deleteRead(connection, id, before);
      while (!this.stopped && (await this.file.write(work, { durable: false })));
    }
    await giveBackDisk(this.file, () => this.stopped);
  }
}

/**
 * True if more messages may be due. A message from the future was published while the clock was ahead. It gets the
 * present time, or it would keep all messages behind it until its own time has come.
 */
function deleteRead(connection: EmbeddedConnection, partitionId: number, before: number): boolean {
  const sql = `select min(m."offset") as oldest, (select min(committed) from leases l where l.partition_id = ?1) as read
    from messages m where m.partition_id = ?1`;
  const bounds = connection.first<{ oldest: number | null; read: number | null }>(sql, partitionId);
  if (typeof bounds?.oldest !== 'number' || bounds.read === null) return false;
  const end = Math.min(bounds.oldest + chunk, bounds.read);
  const old = 'from messages where partition_id = ? and "offset" < ? and published_at < ?';
  const newest = connection.first<{ at: number | null }>(
    `select max(published_at) as at ${old}`,
    partitionId,
    end,
    before,
  );
  const deleted = connection.run(`delete ${old}`, partitionId, end, before);
  if (deleted > 0) rememberRemoval(connection, partitionId, newest?.at ?? before);
  const restamped = connection.run(
    'update messages set published_at = ?3 where partition_id = ?1 and "offset" < ?2 and published_at > ?3',
    partitionId,
    end,
    Date.now(),
  );
  return deleted + restamped === chunk;
}

/** So that a search knows since when the log is complete. */
function rememberRemoval(connection: EmbeddedConnection, partitionId: number, newest: number): void {
  const sql = `insert into removed (partition_id, before_offset, published_at)
    select id, coalesce((select min(m."offset") from messages m where m.partition_id = partitions.id), next_offset), ?2
    from partitions where id = ?1
    on conflict (partition_id) do update set before_offset = excluded.before_offset,
      published_at = max(published_at, excluded.published_at)`;
  connection.run(sql, partitionId, newest);
}

/** Subscriptions of killed processes: they would hold back the retention for ever. */
const leftSubscriptions = (connection: EmbeddedConnection) =>
  listSubscriptions(connection).filter(({ topic, group }) => isLeftover(group) || isLeftover(topic));

const leftTopics = (connection: EmbeddedConnection) =>
  listTopics(connection).filter((topic) => isLeftover(topic));

/** A member may still read one: then it stays. */
function dropLeftovers(connection: EmbeddedConnection): void {
  const inUse = new Set<string>();
  for (const name of leftSubscriptions(connection)) {
    const id = findSubscription(connection, name) as number;
    if (countMembers(connection, id) === 0) dropSubscription(connection, id);
    else inUse.add(name.topic);
  }
  for (const topic of leftTopics(connection)) if (!inUse.has(topic)) deleteTopic(connection, topic);
}

function clearDeleted(connection: EmbeddedConnection, partitionId: number): boolean {
  const sql = `delete from messages where partition_id = ?1 and "offset" <
    (select min("offset") from messages where partition_id = ?1) + ${chunk}`;
  if (connection.run(sql, partitionId) > 0) return true;
  connection.run('delete from removed where partition_id = ?', partitionId);
  connection.run('delete from partitions where id = ?', partitionId);
  return false;
}
