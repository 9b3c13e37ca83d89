import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { totalLag } from '../../broker.js';
import { EmbeddedConnection } from './embedded.connection.js';
import {
  countMembers,
  lagsOf,
  leaseMs,
  leaveGroup,
  releaseLease,
  renewLeases,
  saveProgress,
} from './embedded.leases.js';
import { GroupProgress } from './embedded.progress.js';
import { ensureSubscription } from './embedded.topics.js';

describe('leases', () => {
  let connection: EmbeddedConnection;
  let group: number;

  beforeEach(() => {
    connection = new EmbeddedConnection(':memory:');
    const defaults = { partitions: 4, offsetReset: 'earliest' } as const;
    group = ensureSubscription(connection, { topic: 'topic', group: 'group' }, defaults);
  });
  afterEach(() => connection.close());

  const seat = (memberId: string) => ({ subscriptionId: group, memberId });
  const renew = (id: string, leaving = false) => renewLeases(connection, seat(id), leaving);
  const numbers = (id: string) => renew(id).leases.map(({ number }) => number);
  const die = (id: string) => connection.run('update members set expires_at = 0 where id = ?', id);

  function release(id: string, count: number): void {
    for (const lease of renew(id).leases.slice(0, count)) releaseLease(connection, seat(id), lease);
  }

  it('gives a single member every partition', () => {
    expect(numbers('a')).toEqual([0, 1, 2, 3]);
  });

  it('asks a member for what is above its share, and gives that to the new one', () => {
    renew('a');
    expect(numbers('b')).toEqual([]);
    expect(renew('a').excess).toBe(2);
    release('a', 2);
    expect(numbers('b')).toHaveLength(2);
    expect(renew('a')).toMatchObject({ excess: 0, leases: { length: 2 } });
  });

  it('gives the partitions of a dead member to the others', () => {
    renew('a');
    renew('b');
    die('a');
    expect(numbers('b')).toEqual([0, 1, 2, 3]);
  });

  it('lets a member that died while the clock was ahead hold its partitions for one more lease', () => {
    renew('a');
    connection.run('update members set expires_at = ?', Date.now() + 400 * 86_400_000);
    expect(countMembers(connection, group)).toBe(0);
    expect(numbers('b')).toEqual([]);
    const ends = connection.all<{ expires_at: number }>('select expires_at from members');
    expect(Math.max(...ends.map(({ expires_at }) => expires_at))).toBeLessThanOrEqual(Date.now() + leaseMs);
    expect(countMembers(connection, group)).toBe(2);
    die('a');
    expect(numbers('b')).toEqual([0, 1, 2, 3]);
  });

  it('leaves a member that comes back late without the partitions that were given away', () => {
    renew('a');
    die('a');
    renew('b');
    expect(numbers('a')).toEqual([]);
  });

  it('takes no progress from a member that has lost its lease, even if it gets the partition again', () => {
    const [lease] = renew('a').leases;
    if (!lease) throw new Error('no lease');
    const progress = new GroupProgress(0);
    progress.add(0);
    expect(saveProgress(connection, seat('a'), lease, progress)).toBe(true);
    die('a');
    renew('b');
    expect(saveProgress(connection, seat('a'), lease, progress)).toBe(false);
    leaveGroup(connection, seat('b'));
    expect(numbers('a')).toContain(lease.number);
    expect(saveProgress(connection, seat('a'), lease, progress)).toBe(false);
  });

  it('asks a leaving member for everything and gives it nothing', () => {
    renew('a');
    expect(renew('a', true)).toMatchObject({ excess: 4, leases: { length: 4 } });
    expect(numbers('b')).toEqual([]);
    for (const lease of renew('a', true).leases) releaseLease(connection, seat('a'), lease);
    expect(numbers('b')).toHaveLength(4);
  });

  it('changes the generation when a member or a lease comes or goes, and not otherwise', () => {
    const first = renew('a').generation;
    expect(renew('a').generation).toBe(first);
    expect(renew('b').generation).toBeGreaterThan(first);
  });

  it('counts what is done above a gap as done', () => {
    connection.run('update partitions set next_offset = 10 where number = 0');
    const [lease] = renew('a').leases;
    if (!lease) throw new Error('no lease');
    saveProgress(connection, seat('a'), lease, new GroupProgress(2, [[4, 7]]));
    expect(totalLag(lagsOf(connection, group))).toBe(5);
  });
});
