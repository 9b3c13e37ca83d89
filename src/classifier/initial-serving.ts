import type { ModelConfig } from '../config/config.js';
import type { ModelFolders } from '../models/model-folders.js';
import type { Serving, ServingFiles } from '../models/serving.js';

/** The versions that must be loaded for this. */
export function versionsOf({ version, canary, shadow }: Serving): string[] {
  return [...new Set([version, canary?.version, shadow])].filter((each) => each !== undefined);
}

/**
 * What a model's versions do when a process starts: the version that `MODELS` pins, else what was last decided, else
 * the newest version. `CANARY` and `SHADOW` hold until something else is decided.
 *
 * @throws InvalidError `UNKNOWN_MODEL`
 */
export async function initialServing(
  name: string,
  { served, canary, shadow }: ModelConfig,
  folders: ModelFolders,
  files: ServingFiles,
): Promise<Serving> {
  const pinned = served.find((each) => each.name === name)?.version;
  const decided = pinned === undefined ? await files.read(name) : undefined;
  if (decided) return decided;
  return {
    version: pinned ?? (await folders.newest(name)),
    ...(canary?.name === name && { canary: { version: canary.version, percent: canary.percent } }),
    ...(shadow?.name === name && { shadow: shadow.version }),
  };
}
