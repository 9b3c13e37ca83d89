import type { Config } from '../../foundation/config/config.js';
import { errorText } from '../../foundation/errors/app.error.js';
import type { SubscriptionName } from '../../transport/broker.js';
import { knownSubscriptions } from '../../events/transport.module.js';
import { adviceOn, driverOf } from '../../transport/drivers/index.js';
import { openBroker, type RawBroker } from '../verification/open-broker.js';
import { checkAddresses } from './check-addresses.js';
import { checkLimits } from './check-limits.js';
import { type Finding, ok, warning, wrong } from './finding.js';
import { checkRoundTrip } from './round-trip.js';

/** @param create whether the service may create topics, and the doctor its own for the round trip. */
export async function checkBroker(name: string, config: Config, create: boolean): Promise<Finding[]> {
  let broker: RawBroker;
  try {
    broker = await openBroker(name, config);
  } catch (error) {
    return [wrong(name, errorText(error), adviceOn(name, errorText(error)))];
  }
  try {
    const topics = await checkTopics(broker, { name, config, create });
    const isComplete = topics.every(({ check, status }) => status === 'ok' || check !== `${name} topics`);
    const findings = [
      ok(name, `${driverOf(name).place(config.drivers[name])} answers`),
      ...(await checkAddresses(name, config)),
      ...topics,
      ...(await checkLimits(broker, name, config)),
    ];
    const message = create
      ? await checkRoundTrip(name, config, isComplete)
      : warning(
          `${name} message`,
          'not tried: it needs a topic of its own',
          'leave --no-create out to try it',
        );
    return [...findings, message];
  } catch (error) {
    return [wrong(name, errorText(error), adviceOn(name, errorText(error)))];
  } finally {
    await broker.close();
  }
}

interface Wanted {
  readonly name: string;
  readonly config: Config;
  readonly create: boolean;
}

async function checkTopics(broker: RawBroker, { name, config, create }: Wanted): Promise<Finding[]> {
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
    findings.push(problem(`${name} topics`, `not there: ${missing.join(', ')}`, command));
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

async function withFewPartitions(broker: RawBroker, names: readonly SubscriptionName[], least: number) {
  const counts = await Promise.all(
    names.map(async ({ topic }) => ({ topic, count: await broker.admin.partitions(topic) })),
  );
  return counts
    .filter(({ count = least }) => count < least)
    .map(({ topic, count }) => `${topic} has ${count}, wanted are ${least}`);
}

const keyOf = ({ topic, group }: SubscriptionName) => `${group}.${topic}`;
