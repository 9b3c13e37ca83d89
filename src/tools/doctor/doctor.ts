import type { Config } from '../../foundation/config/config.js';
import { readConfig } from '../../configuration.js';
import { driverOf } from '../../transport/drivers/index.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { checkBroker } from './check-broker.js';
import { checkDecisions } from './check-decisions.js';
import { checkDataDir } from './check-data-dir.js';
import { checkDatabase } from './check-database.js';
import { checkDataset } from './check-dataset.js';
import { checkBackends, checkModels } from './check-models.js';
import { checkNode } from './check-node.js';
import { checkPorts } from './check-ports.js';
import { checkService } from './check-service.js';
import { type Finding, ok, wrong } from './finding.js';

export interface DoctorOptions {
  /** Whether topics may be created: by the service at start, and one of the doctor's own. */
  readonly create: boolean;
  /** The URL of a service with the settings. */
  ownUrl(config: Config): string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Checks every part that a service with these settings needs, and yields the findings one after the other. */
export async function* examine({ create, ownUrl, env }: DoctorOptions): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node);
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    for (const mistake of errorText(error).split('\n  ').slice(1)) {
      yield wrong('settings', mistake, 'correct it in the environment or in .env; .env.example lists all');
    }
    return;
  }
  yield ok('settings', `roles ${config.roles.join(', ')} on ${config.brokers.join(', ')}`);
  const dataDir = await checkDataDir(config.dataDir);
  yield dataDir;
  yield* await checkPorts(config, ownUrl(config));
  yield* await checkService(ownUrl(config), config.access.ownKey);
  // A broker that is a file in this folder would only repeat the folder's mistake.
  const usable = dataDir.status !== 'wrong';
  for (const broker of config.brokers) {
    if (usable || !driverOf(broker).isFile) yield* await checkBroker(broker, config, create);
  }
  if (needsDatabase(config)) yield* await checkDatabase(config.database);
  const { findings, decided } = await checkDecisions(config, create);
  yield* findings;
  if (needsModels(config)) {
    yield* await checkModels(config, decided);
    yield await checkBackends(config);
  }
  if (config.roles.includes('api')) yield await checkDataset(config.dataset);
}

const needsDatabase = ({ roles }: Config) => roles.includes('api') || roles.includes('results');
const needsModels = ({ roles }: Config) => roles.includes('classifier') || roles.includes('inference');
