import { openBackends } from '../../src/models/backends/open-backends.js';
import { readModelCard } from '../../src/models/model-card.js';
import type { BaselineSettings } from './settings.js';

/** The model as Seamline runs it, on the thread that asks. */
export async function openModel({ modelDirectory, cacheDirectory, backend }: BaselineSettings) {
  const card = await readModelCard(modelDirectory);
  const { backends } = await openBackends({ directory: modelDirectory, card, cacheDirectory }, backend);
  const [only] = backends;
  if (!only) throw new Error(`${backend} does not run here`);
  return { card, predict: (pixels: Uint8Array, count: number) => only.run(pixels, count) };
}
