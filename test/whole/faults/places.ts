import { setTimeout as pause } from 'node:timers/promises';
import { fleetOutage, gateOutage } from '../../../tools/chaos/outage.js';
import { TcpGate } from '../../../tools/chaos/tcp-gate.js';
import type { OwnKafka } from '../../support/services/own-kafka.js';
import { type RunningPubSub, startPubSub } from '../../support/services/pubsub.js';
import type { OnEnd } from '../../support/test-application.js';
import type { Place } from './fault.matrix.js';

/** Its file is with the roles: they all die at once. */
export async function embedded(): Promise<Place> {
  return { server: {}, outage: ({ fleet }) => fleetOutage(fleet) };
}

/** A Kafka of its own, which loses its power. */
export const kafka =
  (own: OwnKafka) =>
  async (onEnd: OnEnd): Promise<Place> => {
    onEnd(() => own.stop());
    const outage = async (durationMs: number) => {
      await own.kill();
      await pause(durationMs);
      await own.restart();
    };
    return { server: { KAFKA_BROKERS: own.brokers.join(',') }, outage: () => outage };
  };

/**
 * Not the official emulator: once a subscriber has died with messages of an ordered subscription, it delivers those
 * that others acknowledge again every ten seconds, for ever.
 */
export const startPstest = () => startPubSub({ ...process.env, SEAMLINE_PUBSUB_SERVER: 'pstest' });

/** A Pub/Sub server that nobody reaches for a while: local ones forget everything at a restart. */
export const pubsub =
  (own: RunningPubSub) =>
  async (onEnd: OnEnd): Promise<Place> => {
    onEnd(() => own.stop());
    const gate = new TcpGate(own.emulatorHost);
    await gate.open();
    onEnd(() => gate.shut());
    return {
      server: { PUBSUB_EMULATOR_HOST: own.emulatorHost },
      ways: { PUBSUB_EMULATOR_HOST: gate.address },
      outage: () => gateOutage(gate),
    };
  };
