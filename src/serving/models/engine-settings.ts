import { join } from 'node:path';
import type { Config } from '../../foundation/config/config.js';
import type { EngineSettings } from './engine.js';

/** How a classifier of this configuration opens a model; what it measures and writes for that is kept in `DATA_DIR`. */
export const engineSettingsOf = ({
  model,
  batch,
  dataDir,
}: Pick<Config, 'model' | 'batch' | 'dataDir'>): EngineSettings => ({
  backend: model.backend,
  workers: model.workers,
  batchSize: batch.size,
  batchTargetMs: batch.targetMs,
  cacheDirectory: join(dataDir, 'engine'),
});
