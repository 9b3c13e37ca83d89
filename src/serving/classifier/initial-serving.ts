import type { ModelConfig } from '../../foundation/config/config.js';
import { ModelFolders } from '../models/model-folders.js';
import { type Serving, ServingFiles } from '../models/serving.js';

/** The versions that must be loaded for this. */
export function versionsOf({ version, canary, shadow }: Serving): string[] {
  return [...new Set([version, canary?.version, shadow])].filter((each) => each !== undefined);
}

/** The version that `MODELS` pins the model to; undefined without one. */
export function pinnedVersion(name: string, { served }: Pick<ModelConfig, 'served'>): string | undefined {
  return served.find((each) => each.name === name)?.version;
}

/**
 * The serving decision when a process starts: the version that `MODELS` pins, else the stored decision, else the
 * newest version. `CANARY` and `SHADOW` hold until the next decision, and never count as the newest. Missing versions
 * are left out of the decision. Where the serving one is missing, the one before it serves, else the newest.
 *
 * @param onGone called with a text that names the missing versions.
 * @throws InvalidError `UNKNOWN_MODEL`; UnavailableError `MODEL_UNAVAILABLE` for an unreadable decision.
 */
export async function initialServing(
  name: string,
  model: ModelConfig,
  onGone: (text: string) => void = () => {},
): Promise<Serving> {
  const folders = new ModelFolders(model.directory);
  const pinned = pinnedVersion(name, model);
  const decided = pinned === undefined ? await new ServingFiles(model.directory).read(name) : undefined;
  const newest = await folders.newest(name);
  const versions = await folders.versions(name);
  if (decided) {
    const serving = withoutGone(decided, versions);
    const gone = [...versionsOf(decided), decided.previous].filter(
      (each) => each && !versions.includes(each),
    );
    const text = `serving.json of ${name} names versions that are gone: ${gone.join(', ')}; @${serving.version} serves`;
    if (gone.length > 0) onGone(text);
    return serving;
  }
  const canary = model.canary?.name === name ? model.canary : undefined;
  const shadow = model.shadow?.name === name ? model.shadow.version : undefined;
  const tried = [canary?.version, shadow];
  return {
    version: pinned ?? versions.find((version) => !tried.includes(version)) ?? newest,
    ...(canary && { canary: { version: canary.version, percent: canary.percent } }),
    ...(shadow !== undefined && { shadow }),
  };
}

function withoutGone(decided: Serving, versions: readonly string[]): Serving {
  const { canary, previous, shadow } = decided;
  const isThere = (version: string | undefined) => version !== undefined && versions.includes(version);
  const version = [decided.version, previous, ...versions].find(isThere) ?? decided.version;
  return {
    version,
    ...(previous !== undefined && isThere(previous) && previous !== version && { previous }),
    ...(canary && isThere(canary.version) && { canary }),
    ...(shadow !== undefined && isThere(shadow) && { shadow }),
  };
}
