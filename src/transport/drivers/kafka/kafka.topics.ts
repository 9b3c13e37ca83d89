import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs';
import type { DriverOptions, Remark } from '../../broker.js';
import { partitionsFor } from '../../temporary-names.js';
import { isDeadLetterTopic } from '../../delivery/dead-letter.js';
import { answerType } from './kafka.errors.js';
import type { KafkaSettings } from './kafka.settings.js';

// Node finds these through the default export alone.
const { ConfigResourceTypes } = kafkajs;

const cleanupSetting = 'cleanup.policy';
const sizeSetting = 'max.message.bytes';
const factorSetting = 'default.replication.factor';
const brokersOwn = -1;
/** In bytes. Every Kafka's default; what fits needs no setting of its own. */
const usualBytes = 1_048_588;
/** In bytes. A dead letter is its message and the reason; of a small message it may be far larger. */
const leastLetterBytes = 4 * 1024 * 1024;
const reasonBytes = 65_536;
/** A hosted Kafka may allow no such setting: then its own limit counts, and the doctor names it. */
const settingRefused: readonly unknown[] = ['INVALID_CONFIG', 'POLICY_VIOLATION'];

type OwnTopics = Pick<KafkaSettings, 'partitions' | 'replicationFactor'> &
  Pick<DriverOptions, 'maxMessageBytes'>;

/** Creates a topic that takes every message of ours. */
export async function createTopic(admin: Admin, topic: string, defaults: OwnTopics): Promise<void> {
  const { partitions, replicationFactor = brokersOwn, maxMessageBytes } = defaults;
  const numPartitions = partitionsFor(topic, partitions);
  const bytes = sizeFor(topic, maxMessageBytes);
  const configEntries = bytes > usualBytes ? [{ name: sizeSetting, value: String(bytes) }] : [];
  const wanted = { topic, numPartitions, replicationFactor, configEntries };
  await create(admin, wanted).catch(async (error: unknown) => {
    if (configEntries.length === 0 || !settingRefused.includes(answerType(error))) throw error;
    await create(admin, { ...wanted, configEntries: [] });
  });
}

/** Creates a topic that keeps the newest record of each key; its records are small. */
export async function createCompactedTopic(admin: Admin, topic: string, defaults: OwnTopics): Promise<void> {
  const { replicationFactor = brokersOwn } = defaults;
  const configEntries = [{ name: cleanupSetting, value: 'compact' }];
  await create(admin, { topic, numPartitions: 1, replicationFactor, configEntries });
}

async function create(admin: Admin, wanted: ITopicConfig): Promise<void> {
  await admin.createTopics({ topics: [wanted] }).catch(async (error: unknown) => {
    const isUnknown =
      wanted.replicationFactor === brokersOwn && answerType(error) === 'INVALID_REPLICATION_FACTOR';
    if (!isUnknown) throw error;
    const replicationFactor = await defaultFactor(admin).catch(() => Promise.reject(error as Error));
    await admin.createTopics({ topics: [{ ...wanted, replicationFactor }] });
  });
}

/** For Kafka before 2.4, which does not know that a topic may have the broker's own factor. */
async function defaultFactor(admin: Admin): Promise<number> {
  const { controller, brokers } = await admin.describeCluster();
  const name = String(controller ?? brokers[0]?.nodeId);
  const asked = { type: ConfigResourceTypes.BROKER, name, configNames: [factorSetting] };
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [asked] });
  return Number(resources[0]?.configEntries[0]?.configValue ?? 1);
}

/** Topics that take less than our largest message, with the command that mends it. */
export async function tooSmallTopics(
  admin: Admin,
  topics: readonly string[],
  { maxMessageBytes, brokers }: Pick<DriverOptions, 'maxMessageBytes'> & Pick<KafkaSettings, 'brokers'>,
): Promise<Remark[]> {
  const settings = await settingOf(admin, topics, sizeSetting);
  return settings.flatMap(([topic, value]) => {
    const [taken, needed] = [Number(value), sizeFor(topic, maxMessageBytes)];
    if (taken >= needed) return [];
    const text = `${topic} takes messages of at most ${inWords(taken)} bytes, and ${inWords(needed)} may come`;
    return [{ text, fix: commandFor(topic, `${sizeSetting}=${needed}`, brokers) }];
  });
}

/** What deletes the newest message of a key in the topic, with the command that mends it. */
export async function notCompacted(
  admin: Admin,
  topic: string,
  { brokers }: Pick<KafkaSettings, 'brokers'>,
): Promise<Remark[]> {
  const settings = await settingOf(admin, [topic], cleanupSetting);
  return settings.flatMap(([, policy]) => {
    if (policy === 'compact') return [];
    const text = `${topic} has ${cleanupSetting}=${policy}: what is older than its retention is forgotten`;
    return [{ text, fix: commandFor(topic, `${cleanupSetting}=compact`, brokers) }];
  });
}

async function settingOf(
  admin: Admin,
  topics: readonly string[],
  setting: string,
): Promise<[string, string][]> {
  const asked = topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: [setting] }));
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: asked });
  return resources.flatMap(({ resourceName, configEntries: [entry] }) =>
    entry ? [[resourceName, entry.configValue]] : [],
  );
}

const commandFor = (topic: string, config: string, brokers: readonly string[]) =>
  `kafka-configs.sh --bootstrap-server ${brokers.join(',')} --alter --topic ${topic} --add-config ${config}`;

function sizeFor(topic: string, maxMessageBytes: number): number {
  if (!isDeadLetterTopic(topic)) return Math.max(maxMessageBytes, usualBytes);
  return Math.max(leastLetterBytes, maxMessageBytes + reasonBytes);
}

const inWords = (bytes: number) => bytes.toLocaleString('en-US');
