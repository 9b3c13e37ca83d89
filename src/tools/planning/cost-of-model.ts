import type { Config } from '../../foundation/config/config.js';
import { Engine } from '../../serving/models/engine.js';
import { engineSettingsOf } from '../../serving/models/engine-settings.js';
import { ModelFolders } from '../../serving/models/model-folders.js';

export interface ModelCost {
  /** Time of one thread for an image in full batches, in µs. */
  readonly modelMicros: number;
  /** The most memory that a process with the model took, in MB of 1,000,000 bytes. */
  readonly memoryMegabytes: number;
  readonly batchSize: number;
  readonly backend: string;
}

const measuredMs = 1_000;

/**
 * Measures a model on blank images as a classifier of this configuration runs it, with one thread.
 *
 * @param version default: the newest.
 * @throws InvalidError `UNKNOWN_MODEL`; `BAD_CONFIG` where the chosen backend cannot run here.
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and its mistake.
 */
export async function costOfModel(
  config: Pick<Config, 'model' | 'batch' | 'dataDir'>,
  { name, version }: { readonly name: string; readonly version: string | undefined },
): Promise<ModelCost> {
  const folders = new ModelFolders(config.model.directory);
  const directory = await folders.directory(name, version ?? (await folders.newest(name)));
  const engine = await Engine.open(directory, { ...engineSettingsOf(config), workers: 1 });
  try {
    const { width, height, channels } = engine.card.input;
    const { largestBatch: batchSize } = engine;
    const start = performance.now();
    let images = 0;
    do {
      await engine.predict(new Uint8Array(batchSize * width * height * channels), batchSize);
      images += batchSize;
    } while (performance.now() - start < measuredMs);
    return {
      modelMicros: (1_000 * (performance.now() - start)) / images,
      memoryMegabytes: process.resourceUsage().maxRSS / 1_000,
      batchSize,
      backend: engine.backend.name,
    };
  } finally {
    await engine.dispose();
  }
}
