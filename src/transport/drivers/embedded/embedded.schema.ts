/** Raised when the tables change; a file of another version is refused instead of misread. */
export const schemaVersion = 1;

/**
 * Raises no version: older programs do not notice it. The id names the log. `removed` has, by partition, the first
 * offset that the retention has left, and the newest time of a message that it has deleted.
 */
export const additions = (id: number): string => `
  create table removed (
    partition_id integer primary key,
    before_offset integer not null,
    published_at integer not null
  );
  pragma application_id = ${id};
`;

/**
 * Ids are never reused (`autoincrement`). So a member cannot take a new topic for a deleted one of the same name. A
 * partition without a topic is deleted and waits for the sweep.
 */
export const schema = `
  create table topics (
    id integer primary key autoincrement,
    name text not null unique
  );
  create table partitions (
    id integer primary key autoincrement,
    topic_id integer,
    number integer not null,
    next_offset integer not null default 0
  );
  create index partitions_of_topic on partitions (topic_id, number);
  create table messages (
    partition_id integer not null,
    "offset" integer not null,
    published_at integer not null,
    size_bytes integer not null,
    meta text not null,
    value blob,
    primary key (partition_id, "offset")
  );
  create table subscriptions (
    id integer primary key autoincrement,
    topic_id integer not null,
    group_name text not null,
    generation integer not null default 0,
    unique (topic_id, group_name)
  );
  create table members (
    id text primary key,
    subscription_id integer not null,
    expires_at integer not null,
    leaving integer not null
  ) without rowid;
  create table leases (
    subscription_id integer not null,
    partition_id integer not null,
    committed integer not null,
    done text not null default '[]',
    owner text,
    epoch integer not null default 0,
    primary key (subscription_id, partition_id)
  ) without rowid;
  create index leases_of_partition on leases (partition_id, committed);
  pragma user_version = ${schemaVersion};
`;
