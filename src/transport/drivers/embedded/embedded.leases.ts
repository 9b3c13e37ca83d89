import type { PartitionLag } from '../../broker.js';
import type { EmbeddedConnection } from './embedded.connection.js';
import type { OffsetRange, GroupProgress } from './embedded.progress.js';

/** In milliseconds. A member with an older heartbeat counts as dead, and the others get its partitions. */
export const leaseMs = 5_000;

/** A member's place in a topic's group. */
export interface Seat {
  readonly subscriptionId: number;
  readonly memberId: string;
}

export interface Lease {
  readonly partitionId: number;
  readonly number: number;
  /** Grows with every change of owner: writes of an earlier owner are refused. */
  readonly epoch: number;
  readonly committed: number;
  readonly done: OffsetRange[];
}

export interface Renewal {
  readonly leases: readonly Lease[];
  /** How many of this member's leases other members wait for. */
  readonly excess: number;
  /** Grows when members or leases change. */
  readonly generation: number;
  /** By `performance.now()`, which goes on evenly while the clock jumps. */
  readonly validUntil: number;
}

/**
 * Renews the member's leases for `leaseMs`, removes dead members, and takes free partitions up to a fair share. A
 * leaving member has no share.
 */
export function renewLeases(connection: EmbeddedConnection, seat: Seat, leaving: boolean): Renewal {
  const validUntil = performance.now() + leaseMs;
  const expiresAt = Date.now() + leaseMs;
  let changes = heartbeat(connection, seat, expiresAt, leaving);
  changes += removeDeadMembers(connection, seat, expiresAt);
  const share = fairShare(connection, seat);
  const owned = countOwned(connection, seat);
  changes += takeFree(connection, seat, share - owned);
  if (changes > 0) announce(connection, seat);
  return {
    leases: ownedLeases(connection, seat),
    excess: Math.max(0, owned - share),
    generation: generationOf(connection, seat.subscriptionId) ?? 0,
    validUntil,
  };
}

export function generationOf(connection: EmbeddedConnection, subscriptionId: number): number | undefined {
  const sql = 'select generation from subscriptions where id = ?';
  return connection.first<{ generation: number }>(sql, subscriptionId)?.generation;
}

/** False if another member owns the lease by now: then nothing is written. */
export function saveProgress(
  connection: EmbeddedConnection,
  { subscriptionId, memberId }: Seat,
  { partitionId, epoch }: Pick<Lease, 'partitionId' | 'epoch'>,
  progress: GroupProgress,
): boolean {
  const sql = `update leases set committed = ?, done = ?
    where subscription_id = ? and partition_id = ? and owner = ? and epoch = ?`;
  const done = JSON.stringify(progress.doneAbove);
  return connection.run(sql, progress.committed, done, subscriptionId, partitionId, memberId, epoch) > 0;
}

export function releaseLease(
  connection: EmbeddedConnection,
  seat: Seat,
  { partitionId, epoch }: Pick<Lease, 'partitionId' | 'epoch'>,
): void {
  const sql = `update leases set owner = null
    where subscription_id = ? and partition_id = ? and owner = ? and epoch = ?`;
  const released = connection.run(sql, seat.subscriptionId, partitionId, seat.memberId, epoch);
  if (released > 0) announce(connection, seat);
}

/** Gives all of the member's partitions back at once. */
export function leaveGroup(connection: EmbeddedConnection, seat: Seat): void {
  connection.run('delete from members where id = ?', seat.memberId);
  const sql = 'update leases set owner = null where subscription_id = ? and owner = ?';
  connection.run(sql, seat.subscriptionId, seat.memberId);
  announce(connection, seat);
}

export function countMembers(connection: EmbeddedConnection, subscriptionId: number): number {
  const sql = `select count(*) as count from members
    where subscription_id = ?1 and expires_at > ?2 and expires_at <= ?2 + ${leaseMs}`;
  return connection.first<{ count: number }>(sql, subscriptionId, Date.now())?.count ?? 0;
}

/** Unfinished messages kept for the group, by partition. */
export function lagsOf(connection: EmbeddedConnection, subscriptionId: number): PartitionLag[] {
  const sql = `select p.number as partition, p.next_offset - l.committed as open, l.done from leases l
    join partitions p on p.id = l.partition_id where l.subscription_id = ? order by p.number`;
  return connection
    .all<{ partition: number; open: number; done: string }>(sql, subscriptionId)
    .map(({ partition, open, done }) => ({
      partition,
      lag: open - lengthOf(JSON.parse(done) as OffsetRange[]),
    }));
}

function lengthOf(ranges: readonly OffsetRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Returns 1 if the member is new or has begun to leave. */
function heartbeat(
  connection: EmbeddedConnection,
  { subscriptionId, memberId }: Seat,
  expiresAt: number,
  leaving: boolean,
): number {
  const flag = leaving ? 1 : 0;
  const renew = 'update members set expires_at = ? where id = ? and leaving = ?';
  if (connection.run(renew, expiresAt, memberId, flag) > 0) return 0;
  const join =
    'insert or replace into members (id, subscription_id, expires_at, leaving) values (?, ?, ?, ?)';
  return connection.run(join, memberId, subscriptionId, expiresAt, flag);
}

/** @param latest the latest end that a lease has now; one beyond it was written before the clock went back. */
function removeDeadMembers(connection: EmbeddedConnection, { subscriptionId }: Seat, latest: number): number {
  const shorten = 'update members set expires_at = ?2 where subscription_id = ?1 and expires_at > ?2';
  connection.run(shorten, subscriptionId, latest);
  const remove = 'delete from members where subscription_id = ? and expires_at < ?';
  const inherit = `update leases set owner = null where subscription_id = ?1 and owner is not null
    and owner not in (select id from members where subscription_id = ?1)`;
  return connection.run(remove, subscriptionId, latest - leaseMs) + connection.run(inherit, subscriptionId);
}

/** The partitions divided by the members. The first members, in the order of their ids, take one of the rest each. */
function fairShare(connection: EmbeddedConnection, { subscriptionId, memberId }: Seat): number {
  const sql = 'select id from members where subscription_id = ? and leaving = 0 order by id';
  const staying = connection.all<{ id: string }>(sql, subscriptionId);
  const place = staying.findIndex(({ id }) => id === memberId);
  if (place === -1) return 0;
  const count = 'select count(*) as count from leases where subscription_id = ?';
  const partitions = connection.first<{ count: number }>(count, subscriptionId)?.count ?? 0;
  return Math.floor(partitions / staying.length) + (place < partitions % staying.length ? 1 : 0);
}

function countOwned(connection: EmbeddedConnection, { subscriptionId, memberId }: Seat): number {
  const sql = 'select count(*) as count from leases where subscription_id = ? and owner = ?';
  return connection.first<{ count: number }>(sql, subscriptionId, memberId)?.count ?? 0;
}

function takeFree(
  connection: EmbeddedConnection,
  { subscriptionId, memberId }: Seat,
  wanted: number,
): number {
  if (wanted <= 0) return 0;
  const sql = `update leases set owner = ?1, epoch = epoch + 1 where subscription_id = ?2 and partition_id in
    (select partition_id from leases where subscription_id = ?2 and owner is null order by partition_id limit ?3)`;
  return connection.run(sql, memberId, subscriptionId, wanted);
}

function ownedLeases(connection: EmbeddedConnection, { subscriptionId, memberId }: Seat): Lease[] {
  const sql = `select l.partition_id as partitionId, p.number, l.epoch, l.committed, l.done from leases l
    join partitions p on p.id = l.partition_id where l.subscription_id = ? and l.owner = ? order by p.number`;
  return connection
    .all<Omit<Lease, 'done'> & { done: string }>(sql, subscriptionId, memberId)
    .map((lease) => ({ ...lease, done: JSON.parse(lease.done) as OffsetRange[] }));
}

function announce(connection: EmbeddedConnection, { subscriptionId }: Seat): void {
  connection.run('update subscriptions set generation = generation + 1 where id = ?', subscriptionId);
}
