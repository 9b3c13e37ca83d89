import type { Backend, NetworkInput } from './backends/backend.js';

/** In milliseconds. Larger batches of a network this slow save no time, but each image needs memory of its own. */
const longestBatchMs = 150;
/** In milliseconds. A network that answers one image sooner has no limit: there, larger batches do save time. */
const quickImageMs = 2;

/**
 * The largest batch that is worth computing at once, at most `batchSize`. A network for large images needs some 10 MB
 * for each image of a batch, and seconds for 128 of them.
 */
export async function batchLimit(
  backends: readonly Backend[],
  input: Pick<NetworkInput, 'width' | 'height' | 'channels'>,
  batchSize: number,
): Promise<number> {
  const image = new Uint8Array(input.width * input.height * input.channels);
  let least = Infinity;
  for (const backend of backends) {
    const start = performance.now();
    for (let run = 0; run < 10 && performance.now() - start < 300; run += 1) {
      const before = performance.now();
      await backend.run(image, 1);
      least = Math.min(least, performance.now() - before);
    }
  }
  if (least <= quickImageMs) return batchSize;
  return Math.min(batchSize, Math.max(1, Math.floor(longestBatchMs / least)));
}
