import type { Config } from '../../foundation/config/config.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { driverOf } from '../../transport/drivers/index.js';
import { DecisionsTopic } from './decisions.topic.js';

/**
 * Opens the topic of decisions on the first broker that has compacted topics, with a connection of its own.
 *
 * @param creates whether a missing topic may be made. Default: true.
 * @throws InvalidError `BAD_CONFIG` where no broker of `BROKERS` has.
 */
export async function openDecisionsTopic(
  topic: string,
  config: Config,
  creates = true,
): Promise<DecisionsTopic> {
  const { brokers, drivers, transport } = config;
  const name = brokers.find((each) => driverOf(each).hasCompactedTopics);
  if (name === undefined) {
    const text = `TOPIC_DECISIONS=${JSON.stringify(topic)}: needs a broker with compacted topics; BROKERS=${brokers.join(',')} has none, so leave it out and give each process the database`;
    throw new InvalidError('BAD_CONFIG', text);
  }
  const driver = driverOf(name);
  const settings = drivers[name];
  const broker = await driver.open(driver.besideService?.(settings) ?? settings, {
    ...transport.driver,
    offsetReset: 'earliest',
    commit: 'after-work',
  });
  const place = driver.place(settings);
  return new DecisionsTopic(broker, { topic, group: transport.groupId, place, creates });
}
