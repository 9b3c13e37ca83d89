import type { ModelConfig } from '../../foundation/config/config.js';
import type { Serving } from '../decisions/serving.js';
import { ModelFolders } from '../models/model-folders.js';

/** The versions that must be loaded for this. */
export function versionsOf({ version, canary, shadow }: Serving): string[] {
  return [...new Set([version, canary?.version, shadow])].filter((each) => each !== undefined);
}

/** The version that `MODELS` pins the model to; undefined without one. */
export function pinnedVersion(name: string, { served }: Pick<ModelConfig, 'served'>): string | undefined {
  return served.find((each) => each.name === name)?.version;
}

/**
 * The serving decision when a process starts: the version that `MODELS` pins, else what is decided, else the newest
 * version. `CANARY` and `SHADOW` hold until the first decision, and never count as the newest. Missing versions are
 * left out of the decision. Where the serving one is missing, the one before it serves, else the newest.
 *
 * @param decided the stored decision; not for a pinned model.
 * @param onGone called with a text that names the missing versions.
 * @throws InvalidError `UNKNOWN_MODEL`
 */
export async function initialServing(
  name: string,
  model: ModelConfig,
  decided: Serving | undefined,
  onGone: (text: string) => void = () => {},
): Promise<Serving> {
  const folders = new ModelFolders(model.directory);
  const pinned = pinnedVersion(name, model);
  const newest = await folders.newest(name);
  const versions = await folders.versions(name);
  if (decided && pinned === undefined) {
    const serving = withoutGone(decided, versions);
    const gone = goneOf(decided, versions);
    const text = `the decision about ${name} names versions that are gone: ${gone.join(', ')}; @${serving.version} serves`;
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

/** Versions of the decision that are not among these. */
export function goneOf(decided: Serving, versions: readonly string[]): string[] {
  const named = [...versionsOf(decided), ...(decided.previous === undefined ? [] : [decided.previous])];
  return named.filter((each) => !versions.includes(each));
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
