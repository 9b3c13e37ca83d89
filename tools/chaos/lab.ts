import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, environmentWith } from '../../src/foundation/config/config.js';
import { readConfig } from '../../src/configuration.js';
import { errorText, InvalidError } from '../../src/foundation/errors/app.error.js';
import { driverOf } from '../../src/transport/drivers/index.js';
import { deadLetterTopic } from '../../src/transport/delivery/dead-letter.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { TopicReader } from '../../src/tools/verification/topic-reader.js';
import { type Actions, actionsOn } from './actions.js';
import { Fleet } from './fleet.js';
import { freePort } from './free-port.js';
import { type Gates, openGates } from './gates.js';
import { refuseRemote } from './loopback.js';
import { Noise } from './noise.js';
import type { ChaosOptions, ChaosScene } from './options.js';
import { fleetOutage, lockedSqlite, type Outage } from './outage.js';

const builtProgram = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

type Settings = Readonly<Record<string, string>>;

/** A service of the run's own: processes, topics, group and database, and all that watches and disturbs them. */
export interface Lab {
  readonly url: string;
  readonly folder: string;
  readonly scene: ChaosScene;
  readonly fleet: Fleet;
  readonly actions: Actions;
  readonly reader: TopicReader;
  readonly noise: Noise;
  /** Ends what still runs and takes topics, groups and gates away; the folder too, unless it is to be looked at. */
  remove(keepFolder: boolean): Promise<void>;
}

/** @throws InvalidError `BAD_CONFIG` for a fault that cannot be made, or a server that is not on this machine. */
export async function setUp(options: ChaosOptions): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-chaos-'));
  const settings = await ownSettings(options, folder);
  const environment = environmentWith(settings);
  const config = readConfig(environment);
  if (!options.allowRemote) refuseRemote(options.broker, config, options.databaseUrl);
  const gates = await openGates(options, config);
  const fleet = new Fleet(builtProgram, { ...settings, ...gates.settings }, folder);
  const broker = options.brokerOutage ?? gates.broker ?? brokerOutageOf(options, fleet);
  const database = gates.database ?? lockedSqlite(config.database.file);
  const reader = await TopicReader.open(options.broker, config);
  const { group, noise } = await openNoise(options, config);
  return {
    url: `http://127.0.0.1:${config.http.port}`,
    folder,
    scene: {
      broker: options.broker,
      topics: config.transport.topics,
      groupId: config.transport.groupId,
      folder,
      settings: { ...environment, DATABASE_URL: options.databaseUrl },
    },
    fleet,
    actions: actionsOn(fleet, broker, database),
    reader,
    noise,
    remove: (keepFolder) =>
      remove({ options, config, folder, fleet, gates, reader, noise, group }, keepFolder),
  };
}

interface Used {
  readonly options: ChaosOptions;
  readonly config: Config;
  readonly folder: string;
  readonly fleet: Fleet;
  readonly gates: Gates;
  readonly reader: TopicReader;
  readonly noise: Noise;
  readonly group: string;
}

/** What cannot be removed is named, and keeps nothing else from being removed: the run has its result already. */
async function remove(used: Used, keepFolder: boolean): Promise<void> {
  const { options, config, folder, fleet, gates, reader, noise, group } = used;
  const steps = [
    () => fleet.kill(),
    () => noise.stop(),
    () => reader.close(),
    () => removeTopics(options, config, group),
    () => Promise.all(gates.all.map((gate) => gate.shut())),
    () => (keepFolder ? undefined : rm(folder, { recursive: true, force: true, maxRetries: 5 })),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      options.say(`could not tidy up: ${errorText(error)}`);
    }
  }
}

async function ownSettings({ broker }: ChaosOptions, folder: string): Promise<Settings> {
  const own = randomBytes(4).toString('hex');
  return {
    BROKERS: broker,
    DATA_DIR: folder,
    // Empty is unset: the database in the user’s settings must not be touched.
    DATABASE_URL: '',
    DATABASE_PASSWORD_FILE: '',
    DATABASE_SCHEMA: '',
    HOST: '127.0.0.1',
    AUTH: 'off',
    RATE_LIMIT: '0',
    PORT: String(await freePort()),
    GROUP_ID: `chaos-${own}`,
    TOPIC_IMAGES: `chaos-${own}-images`,
    TOPIC_PREDICTIONS: `chaos-${own}-predictions`,
    TOPIC_INFERENCE: `chaos-${own}-inference`,
    TOPIC_LABELS: `chaos-${own}-labels`,
  };
}

function brokerOutageOf({ broker, counts }: ChaosOptions, fleet: Fleet): Outage {
  if (driverOf(broker).isFile) return fleetOutage(fleet);
  if (counts['restart-broker'] === 0) return async () => {};
  throw new InvalidError(
    'BAD_CONFIG',
    `chaos cannot restart ${broker} by itself: give --broker-command or --broker-pid, or --broker-restarts 0`,
  );
}

async function openNoise({ broker, seed }: ChaosOptions, config: Config) {
  const { topics, groupId } = config.transport;
  const group = `${groupId}-noise`;
  return { group, noise: new Noise(await openBroker(broker, config), topics.images, group, seed) };
}

/** Removes what is left on a broker that others use too; one that is a file is the run's own. */
async function removeTopics({ broker }: ChaosOptions, config: Config, noiseGroup: string): Promise<void> {
  if (driverOf(broker).isFile) return;
  const { topics, groupId } = config.transport;
  const { admin, close } = await openBroker(broker, config);
  const names = Object.values(topics).flatMap((topic) => [topic, deadLetterTopic(topic)]);
  try {
    await admin.deleteSubscription({ topic: topics.images, group: noiseGroup });
    for (const topic of names) {
      await admin.deleteSubscription({ topic, group: groupId });
      await admin.deleteTopic(topic);
    }
  } finally {
    await close();
  }
}
