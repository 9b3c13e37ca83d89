import { inject } from 'vitest';
import { withServer } from './with-server.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

/** Declares the same cases for each broker, with the settings that reach it; without its server they are skipped. */
export function onEveryBroker(cases: (name: BrokerName, settings: Record<string, string>) => void): void {
  cases('embedded', {});
  withServer('Kafka', inject('kafka'), ({ brokers }) => cases('kafka', { KAFKA_BROKERS: brokers.join(',') }));
  withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) =>
    cases('pubsub', { PUBSUB_EMULATOR_HOST: emulatorHost }),
  );
}
