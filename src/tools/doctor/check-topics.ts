import type { Config } from '../../foundation/config/config.js';
import { errorText, toAppError } from '../../foundation/errors/app.error.js';
import { knownSubscriptions } from '../../events/transport.module.js';
import type { SubscriptionName } from '../../transport/broker.js';
import { adviceOn, driverOf } from '../../transport/drivers/index.js';
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
    const { code, kind } = toAppError(error);
    if (code !== 'BROKER_REFUSED' || kind !== 'unavailable') throw error;
    const text = errorText(error);
    const fix = `nothing, if all are there; else ${adviceOn(wanted.name, text)}`;
    return [warning(`${wanted.name} rights`, `the topics may not be looked at: ${text}`, fix)];
  }
}

async function compare(broker: RawBroker, { name, config, create }: Wanted): Promise<Finding[]> {
  const wanted = knownSubscriptions(config);
  const topics = new Set(await broker.admin.listTopics());
  const missing = wanted.map(({ topic }) => topic).filter((topic) => !topics.has(topic));
  const groups = new Set((await broker.admin.listSubscriptions()).map(keyOf));
  const there = wanted.filter(({ topic }) => topics.has(topic));
  const driver = driverOf(name);
  const settings = config.drivers[name];
  // A subscription that the settings name has its own name, and belongs to the service.
  const isRead = (each: SubscriptionName) =>
    groups.has(keyOf(each)) || driver.namesSubscription?.(settings, each.topic) === true;
  const unread = there.filter((each) => !isRead(each));
  const few = await withFewPartitions(broker, there, driver.partitions?.of(settings) ?? 0);
  const problem = create ? warning : wrong;
  const findings: Finding[] = [];
  if (missing.length > 0) {
    const fix = create ? 'nothing, if the service may create topics; else' : 'create them before the start:';
    const command = `${fix} seamline topics create --broker ${name} ${missing.join(' ')}`;
    findings.push(problem(`${name} topics`, isMissing + missing.join(', '), command));
  }
  if (unread.length > 0) {
    const text = `the group ${config.transport.groupId} has none on ${unread.map(({ topic }) => topic).join(', ')}`;
    const fix = create ? 'nothing, if the service may create them; else' : 'create them before the start:';
    const { topic, group } = unread[0] as SubscriptionName;
    const command = `${fix} seamline subscriptions create --broker ${name} ${topic} ${group}, and so on`;
    findings.push(problem(`${name} subscriptions`, text, command));
  }
  if (few.length > 0) {
    const fix = `add partitions with the tools of the broker, or set ${driver.partitions?.setting} to what there is`;
    findings.push(warning(`${name} partitions`, `fewer than wanted: ${few.join(', ')}`, fix));
  }
  return findings.length > 0
    ? findings
    : [ok(`${name} topics`, `${wanted.length} topics and subscriptions are there`)];
}

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

async function withFewPartitions(broker: RawBroker, names: readonly SubscriptionName[], least: number) {
  const counts = await Promise.all(
    names.map(async ({ topic }) => ({ topic, count: await broker.admin.partitions(topic) })),
  );
  return counts
    .filter(({ count = least }) => count < least)
    .map(({ topic, count }) => `${topic} has ${count}, wanted are ${least}`);
}

const keyOf = ({ topic, group }: SubscriptionName) => `${group}.${topic}`;
