import type { Config } from '../../foundation/config/config.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { openBroker } from '../verification/open-broker.js';
import { type Finding, warning } from './finding.js';

/** Which addresses of `KAFKA_BROKERS` lead nowhere: clients pass over them, and one day all may be such. */
export async function checkAddresses(config: Config): Promise<Finding[]> {
  const { brokers } = config.kafka;
  if (brokers.length === 1) return [];
  const findings = await Promise.all(brokers.map((address) => checkAddress(address, config)));
  return findings.flat();
}

async function checkAddress(address: string, config: Config): Promise<Finding[]> {
  try {
    const broker = await openBroker('kafka', { ...config, kafka: { ...config.kafka, brokers: [address] } });
    await broker.close();
    return [];
  } catch (error) {
    const fix = 'start that broker, or take its address out of KAFKA_BROKERS; the others are used meanwhile';
    return [warning('kafka address', `${address}: ${errorText(error)}`, fix)];
  }
}
