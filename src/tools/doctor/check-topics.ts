import type { Config } from '../../foundation/config/config.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { knownSubscriptions } from '../../events/transport.module.js';
import type { SubscriptionName } from '../../transport/broker.js';
import { adviceOn, driverOf } from '../../transport/drivers/index.js';
import { isLiftable } from '../../transport/refusal.js';
import type { RawBroker } from '../verification/open-broker.js';
import { type Finding, ok, warning, wrong } from './finding.js';

/** How a finding about missing topics begins. */
export const isMissing = 'not there: ';

interface Wanted {
  readonly name: string;
  readonly config: Config;
  readonly create: boolean;
}

/** Topics and subscriptions that are missing, or not as they should be. */
export async function checkTopics(broker: RawBroker, wanted: Wanted): Promise<Finding[]> {
  try {
    return [...(await compare(broker, wanted)), ...(await checkSubscriptions(broker, wanted))];
  } catch (error) {
    if (!isLiftable(error)) throw error;
    const text = errorText(error);
    const fix = `nothing, if all are there; else ${adviceOn(wanted.name, text)}`;
    return [warning(`${wanted.name} rights`, `the topics may not be looked at: ${text}`, fix)];
  }
}

async function compare(broker: RawBroker, wanted: Wanted): Promise<Finding[]> {
  const names = knownSubscriptions(wanted.config);
  const topics = new Set(await broker.admin.listTopics());
  const missing = names.map(({ topic }) => topic).filter((topic) => !topics.has(topic));
  const there = names.filter(({ topic }) => topics.has(topic));
  const findings = [
    ...missingTopics(missing, wanted),
    ...unreadTopics(await unreadOf(there, broker, wanted), wanted),
    ...(await fewPartitions(there, broker, wanted)),
  ];
  if (findings.length > 0) return findings;
  return [ok(`${wanted.name} topics`, `${names.length} topics and subscriptions are there`)];
}

function missingTopics(topics: readonly string[], { name, create }: Wanted): Finding[] {
  if (topics.length === 0) return [];
  const fix = create ? 'nothing, if the service may create topics; else' : beforeStart;
  const command = `${fix} seamline topics create --broker ${name} ${topics.join(' ')}`;
  return [problem(create)(`${name} topics`, isMissing + topics.join(', '), command)];
}

/** Topics that are there without the service's group. */
async function unreadOf(
  there: readonly SubscriptionName[],
  broker: RawBroker,
  { name, config }: Wanted,
): Promise<SubscriptionName[]> {
  const groups = new Set((await broker.admin.listSubscriptions()).map(keyOf));
  // A subscription that the settings name has its own name, and belongs to the service.
  const isNamed = (topic: string) => driverOf(name).namesSubscription?.(config.drivers[name], topic) === true;
  return there.filter((each) => !groups.has(keyOf(each)) && !isNamed(each.topic));
}

function unreadTopics(unread: readonly SubscriptionName[], { name, config, create }: Wanted): Finding[] {
  const [first] = unread;
  if (!first) return [];
  const topics = unread.map(({ topic }) => topic).join(', ');
  const fix = create ? 'nothing, if the service may create them; else' : beforeStart;
  const command = `${fix} seamline subscriptions create --broker ${name} ${first.topic} ${first.group}, and so on`;
  const text = `the group ${config.transport.groupId} has none on ${topics}`;
  return [problem(create)(`${name} subscriptions`, text, command)];
}

const beforeStart = 'create them before the start:';
const problem = (create: boolean) => (create ? warning : wrong);

/** Subscriptions that somebody made with other settings than ours. */
async function checkSubscriptions(broker: RawBroker, { name, config }: Wanted): Promise<Finding[]> {
  const findings = await Promise.all(
    knownSubscriptions(config).map(async (each) => {
      const remarks = (await broker.admin.warnings?.(each)) ?? [];
      return remarks.map(({ text, fix }) => warning(`${name} subscription`, `${keyOf(each)} ${text}`, fix));
    }),
  );
  return findings.flat();
}

async function fewPartitions(
  there: readonly SubscriptionName[],
  broker: RawBroker,
  { name, config }: Wanted,
): Promise<Finding[]> {
  const { setting, of } = driverOf(name).partitions ?? {};
  const least = of?.(config.drivers[name]) ?? 0;
  const counts = await Promise.all(
    there.map(async ({ topic }) => ({ topic, count: await broker.admin.partitions(topic) })),
  );
  const few = counts
    .filter(({ count = least }) => count < least)
    .map(({ topic, count }) => `${topic} has ${count}, wanted are ${least}`);
  if (few.length === 0) return [];
  const fix = `add partitions with the tools of the broker, or set ${setting} to what there is`;
  return [warning(`${name} partitions`, `fewer than wanted: ${few.join(', ')}`, fix)];
}

const keyOf = ({ topic, group }: SubscriptionName) => `${group}.${topic}`;
