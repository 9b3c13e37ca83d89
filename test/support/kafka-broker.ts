import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import type { Broker, DriverOptions } from '../../src/transport/broker.js';
import { KafkaDriverBroker } from '../../src/transport/drivers/kafka/kafka.broker.js';

/** Kafka's driver with these settings, as in the environment; it is closed when the test ends. */
export function kafkaBroker(
  env: Readonly<Record<string, string>>,
  options: Partial<DriverOptions> = {},
): KafkaDriverBroker {
  const { drivers, transport } = readConfig(env);
  const broker = new KafkaDriverBroker(drivers.kafka, { ...transport.driver, ...options });
  onTestFinished(() => broker.close());
  return broker;
}

/** The texts that the group `group` gets from the topic from now on: the list grows. */
export async function textsOf(broker: Broker, topic: string): Promise<string[]> {
  const texts: string[] = [];
  await broker.subscribe({ topic, group: 'group', maxInFlight: 16 }, async ({ value }) => {
    texts.push(Buffer.from(value ?? []).toString());
  });
  return texts;
}
