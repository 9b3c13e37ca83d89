import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { type ChaosOptions } from '../../tools/chaos/options.js';
import { runChaos } from '../../tools/chaos/run-chaos.js';
import { prepareKafkaReader } from '../support/recount/kafka-topics.js';
import { openRecount, type Recount } from '../support/recount/open-recount.js';
import { startPstest } from '../whole/faults/places.js';
import { ifAvailable } from '../support/services/if-available.js';
import { startOwnKafka } from '../support/services/own-kafka.js';
import { withServer } from '../support/services/with-server.js';

const minute = 60_000;
const seed = Number(process.env['SEAMLINE_SEED'] ?? 1);
const images = Number(process.env['SEAMLINE_CHAOS_IMAGES'] ?? 20_000);

/**
 * Images while parts die: every one has exactly one outcome, and every broken event is a dead letter. A recount by raw
 * reads and plain SQL says the same.
 */
async function survives(broker: ChaosOptions['broker'], options: Partial<ChaosOptions>): Promise<void> {
  let recount: Recount | undefined;
  let differences: string[] | undefined;
  const report = await runChaos({
    images,
    broker,
    seed,
    counts: {
      'kill-classifier': 10,
      'kill-results': 2,
      'kill-api': 1,
      'slow-classifier': 1,
      'restart-broker': 2,
      'database-away': 1,
    },
    maxMinutes: 20,
    say: (line) => console.log(line),
    witness: {
      begun: async (scene) => {
        recount = await openRecount(scene);
      },
      ended: async () => {
        const started = performance.now();
        differences = await recount?.differences();
        console.log(`recounted in ${Math.round(performance.now() - started)} ms`);
        await recount?.close();
      },
    },
    ...options,
  });
  expect(report.ended).toBeUndefined();
  expect(differences).toEqual([]);
  const { verification, survivors, confirmed, faults } = report;
  const { accepted, predicted, dead, inFlight } = verification.ledger;
  console.log(
    `${accepted} accepted = ${predicted} predicted + ${dead} dead, of which ${report.corrupted} were broken`,
  );
  expect(faults).toHaveLength(17);
  expect({ missing: verification.missing, doubled: verification.doubled, survivors, inFlight }).toEqual({
    missing: [],
    doubled: [],
    survivors: [],
    inFlight: 0,
  });
  expect(report.corrupted).toBeGreaterThan(images / 200);
  expect(confirmed).toBeGreaterThanOrEqual(images);
  expect(accepted).toBe(predicted + dead);
  expect(report.ok).toBe(true);
}

it('chaos on the embedded broker loses and doubles nothing', { timeout: 25 * minute }, () =>
  survives('embedded', {}),
);

const startKafkaAndReader = () => prepareKafkaReader().then(() => startOwnKafka());

withServer('Chaos on Kafka', await ifAvailable(startKafkaAndReader), (kafka) => {
  it('chaos on Kafka loses and doubles nothing', { timeout: 25 * minute }, async () => {
    onTestFinished(() => kafka.stop());
    process.env['KAFKA_BROKERS'] = kafka.brokers.join(',');
    const brokerOutage = async (durationMs: number) => {
      await kafka.kill();
      await pause(durationMs);
      await kafka.restart();
    };
    await survives('kafka', { brokerOutage });
  });
});

withServer('Chaos on Pub/Sub', await ifAvailable(startPstest), ({ emulatorHost, stop }) => {
  it('chaos on Pub/Sub loses and doubles nothing', { timeout: 25 * minute }, async () => {
    onTestFinished(() => stop());
    process.env['PUBSUB_EMULATOR_HOST'] = emulatorHost;
    await survives('pubsub', {});
  });
});
