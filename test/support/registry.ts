import Libsql from 'libsql';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { Database } from '../../src/outcomes/database/database.js';
import { SqliteEngine } from '../../src/outcomes/database/sqlite.engine.js';
import { ModelRegistry } from '../../src/serving/classifier/model-registry.js';
import { DecisionsRepository } from '../../src/serving/decisions/decisions.repository.js';
import type { Serving } from '../../src/serving/decisions/serving.js';
import { revisionOf, type ServingDecisions } from '../../src/serving/decisions/serving-decisions.js';
import { Engine } from '../../src/serving/models/engine.js';
import { name } from './models-folder.js';
import { temporaryFolder } from './temporary-folder.js';

const fileIn = (root: string) => join(root, 'results.db');

/** A process's models, and its connection to the decisions of the deployment: a database in the models folder. */
export async function openRegistry(
  root: string,
  settings: Record<string, string> = {},
  given?: ServingDecisions,
): Promise<ModelRegistry> {
  const { model, batch } = readConfig({ MODELS_DIR: root, MODELS: name, ...settings });
  const cacheDirectory = await temporaryFolder();
  const decisions = given ?? (await decisionsOf(root));
  const registry = await ModelRegistry.open({ model, batch, decisions }, (directory) =>
    Engine.open(directory, { backend: 'wasm', workers: 1, batchSize: 16, cacheDirectory }),
  );
  onTestFinished(() => registry.close());
  return registry;
}

/** The same decisions, through another connection. */
export async function decisionsOf(root: string): Promise<DecisionsRepository> {
  const database = await Database.open(new SqliteEngine(fileIn(root)));
  onTestFinished(() => database.close());
  return new DecisionsRepository(database);
}

/** What another process decides. */
export async function decideElsewhere(root: string, serving: Serving): Promise<void> {
  const decisions = await decisionsOf(root);
  await decisions.decide(name, { serving, after: revisionOf(await decisions.newest(name)) });
}

/** Runs SQL on the decisions, as an operator might. */
export function changeDecisions(root: string, sql: string): void {
  const file = new Libsql(fileIn(root));
  file.exec(sql);
  file.close();
}

export const pixels = () => new Uint8Array(784).fill(100);

/** The version that has answered. */
export async function ask(registry: ModelRegistry): Promise<string> {
  const served = registry.route({ id: 'image' });
  await served.use(() => served.answer(pixels()));
  return served.card.version;
}
