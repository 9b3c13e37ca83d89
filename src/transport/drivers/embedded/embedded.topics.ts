import type { DriverOptions, SubscriptionName } from '../../broker.js';
import { partitionsFor } from '../../temporary-names.js';
import type { KeptPartition } from '../../kept.js';
import type { EmbeddedConnection } from './embedded.connection.js';

/** Options for a topic that is created when missing. */
export interface TopicDefaults {
  readonly partitions: number;
  readonly offsetReset: DriverOptions['offsetReset'];
}

export function findTopic(connection: EmbeddedConnection, name: string): number | undefined {
  return connection.first<{ id: number }>('select id from topics where name = ?', name)?.id;
}

/** The topic's id; creates it when missing. */
export function ensureTopic(connection: EmbeddedConnection, name: string, partitions: number): number {
  const known = findTopic(connection, name);
  if (known !== undefined) return known;
  const id = connection.insert('insert into topics (name) values (?)', name);
  for (let number = 0; number < partitionsFor(name, partitions); number += 1) {
    connection.run('insert into partitions (topic_id, number) values (?, ?)', id, number);
  }
  return id;
}

/** Only marks its partitions: deleting their messages takes time, so the sweep does it. */
export function deleteTopic(connection: EmbeddedConnection, name: string): void {
  const id = findTopic(connection, name);
  if (id === undefined) return;
  connection.forget();
  const subscriptions = connection.all<{ id: number }>('select id from subscriptions where topic_id = ?', id);
  for (const subscription of subscriptions) dropSubscription(connection, subscription.id);
  connection.run('update partitions set topic_id = null where topic_id = ?', id);
  connection.run('delete from topics where id = ?', id);
}

export function listTopics(connection: EmbeddedConnection): string[] {
  return connection.all<{ name: string }>('select name from topics order by name').map(({ name }) => name);
}

/** Undefined when there is no such topic. */
export function countPartitions(connection: EmbeddedConnection, topic: string): number | undefined {
  const sql = `select count(*) as count from partitions p join topics t on t.id = p.topic_id where t.name = ?`;
  return connection.first<{ count: number }>(sql, topic)?.count || undefined;
}

export const partitionIds = (connection: EmbeddedConnection, topic: string) =>
  connection.all<{ id: number; number: number }>(
    `select p.id, p.number from partitions p join topics t on t.id = p.topic_id where t.name = ? order by p.number`,
    topic,
  );

export function keptPartitions(connection: EmbeddedConnection, topic: string): KeptPartition[] {
  const rows = connection.all<{ number: number; first: number; next_offset: number; removed: number | null }>(
    `select number, first, next_offset, (select published_at from removed
        where partition_id = id and before_offset = first) as removed
      from (select p.id, p.number, p.next_offset,
          coalesce((select min(m."offset") from messages m where m.partition_id = p.id), p.next_offset) as first
        from partitions p join topics t on t.id = p.topic_id where t.name = ?) order by number`,
    topic,
  );
  return rows.map(({ number, first, next_offset, removed }) => ({
    partition: number,
    first: BigInt(first),
    end: BigInt(next_offset),
    // A process of an earlier version removes messages without a note; then the offsets differ.
    ...(removed !== null && { removedUntil: new Date(removed) }),
  }));
}

export function findSubscription(
  connection: EmbeddedConnection,
  { topic, group }: SubscriptionName,
): number | undefined {
  const sql = `select s.id from subscriptions s join topics t on t.id = s.topic_id
    where t.name = ? and s.group_name = ?`;
  return connection.first<{ id: number }>(sql, topic, group)?.id;
}

/** The subscription's id; creates it, and its topic, when missing. */
export function ensureSubscription(
  connection: EmbeddedConnection,
  name: SubscriptionName,
  { partitions, offsetReset }: TopicDefaults,
): number {
  const known = findSubscription(connection, name);
  if (known !== undefined) return known;
  const topicId = ensureTopic(connection, name.topic, partitions);
  const sql = 'insert into subscriptions (topic_id, group_name) values (?, ?)';
  const id = connection.insert(sql, topicId, name.group);
  const oldest = 'select min(m."offset") from messages m where m.partition_id = p.id';
  const start = offsetReset === 'latest' ? 'p.next_offset' : `coalesce((${oldest}), p.next_offset)`;
  connection.run(
    `insert into leases (subscription_id, partition_id, committed)
      select ?, p.id, ${start} from partitions p where p.topic_id = ?`,
    id,
    topicId,
  );
  return id;
}

export function dropSubscription(connection: EmbeddedConnection, id: number): void {
  connection.run('delete from leases where subscription_id = ?', id);
  connection.run('delete from members where subscription_id = ?', id);
  connection.run('delete from subscriptions where id = ?', id);
}

export function listSubscriptions(connection: EmbeddedConnection): SubscriptionName[] {
  return connection.all<SubscriptionName>(
    `select t.name as topic, s.group_name as "group" from subscriptions s join topics t on t.id = s.topic_id
      order by topic, "group"`,
  );
}
