import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Config } from '../../foundation/config/config.js';
import { errorText } from '../../foundation/errors/app.error.js';
import type { SubscriptionName } from '../../transport/broker.js';
import { isLiftable } from '../../transport/refusal.js';
import { openBroker, type RawBroker } from '../verification/open-broker.js';
import { adviceOn } from '../../transport/drivers/index.js';
import { type Finding, ok, warning, wrong } from './finding.js';

const timeoutMs = 15_000;

/**
 * A message there and back, on a topic and in a group of their own, which are deleted afterwards.
 *
 * @param isComplete the service finds all its topics and groups, so this account need not create any.
 */
export async function checkRoundTrip(name: string, config: Config, isComplete: boolean): Promise<Finding> {
  const check = `${name} message`;
  const topic = `seamline-doctor-${randomBytes(6).toString('hex')}`;
  const subscription = { topic, group: 'doctor' };
  const started = performance.now();
  try {
    await send(name, config, subscription).catch(async (error: unknown) => {
      // A failed clean-up after a failed creation does not matter: the creation's error does.
      await cleanUp(name, config, subscription).catch(() => undefined);
      throw error;
    });
    await cleanUp(name, config, subscription);
    const tookMs = Math.round(performance.now() - started);
    return ok(check, `there and back on a topic of its own, with set-up and clean-up in ${tookMs} ms`);
  } catch (error) {
    const text = errorText(error);
    if (isComplete && isLiftable(error)) {
      const fix = `nothing, if the service need not create topics (--no-create); else ${adviceOn(name, text)}`;
      return warning(check, `not tried, for this account may not create a topic for it: ${text}`, fix);
    }
    return wrong(check, `no message came there and back on ${topic}: ${text}`, adviceOn(name, text));
  }
}

async function send(name: string, config: Config, subscription: SubscriptionName): Promise<void> {
  const broker = await openBroker(name, config);
  try {
    await thereAndBack(broker, subscription);
  } finally {
    await broker.close();
  }
}

async function thereAndBack(broker: RawBroker, { topic, group }: SubscriptionName) {
  const sent = randomBytes(16);
  const isBack = new AbortController();
  const late = AbortSignal.timeout(timeoutMs);
  const ended = once(AbortSignal.any([isBack.signal, late]), 'abort');
  await broker.subscribe(
    topic,
    async ({ value }) => {
      if (sent.equals(value ?? new Uint8Array())) isBack.abort();
    },
    { group, maxInFlight: 1 },
  );
  await broker.publish(topic, [{ value: sent }]);
  await ended;
  if (!isBack.signal.aborted) throw new Error(`it did not come within ${timeoutMs} ms`);
}

/** Brokers delete only groups without members, and a closed broker does nothing more. */
async function cleanUp(name: string, config: Config, subscription: SubscriptionName) {
  const broker = await openBroker(name, config);
  try {
    await broker.admin.deleteSubscription(subscription);
    await broker.admin.deleteTopic(subscription.topic);
  } finally {
    await broker.close();
  }
}
