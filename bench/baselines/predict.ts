import { openBackends } from '../../src/serving/models/backends/open-backends.js';
import { readModelCard } from '../../src/serving/models/model-card.js';
import type { ModelCard } from '../../src/serving/models/model.js';
import { toProbabilities } from '../../src/serving/models/outputs.js';
import type { BaselineSettings } from './settings.js';

/** The model as Seamline runs it, on the thread that asks. */
export async function openModel({ modelDirectory, cacheDirectory, backend }: BaselineSettings) {
  const card = await readModelCard(modelDirectory);
  const { backends } = await openBackends({ directory: modelDirectory, card, cacheDirectory }, backend);
  const [only] = backends;
  if (!only) throw new Error(`${backend} does not run here`);
  const predict = async (pixels: Uint8Array, count: number) =>
    toProbabilities(await only.run(pixels, count), card);
  return { card, predict, predictEach: (images: readonly Uint8Array[]) => inOneBatch(images, card, predict) };
}

/** The probabilities of each image. */
async function inOneBatch(
  images: readonly Uint8Array[],
  { input, labels }: ModelCard,
  predict: (pixels: Uint8Array, count: number) => Promise<Float32Array>,
): Promise<Float32Array[]> {
  const size = input.width * input.height * input.channels;
  const pixels = new Uint8Array(images.length * size);
  images.forEach((image, at) => pixels.set(image, at * size));
  const rows = await predict(pixels, images.length);
  return images.map((_, at) => rows.subarray(at * labels.length, (at + 1) * labels.length));
}
