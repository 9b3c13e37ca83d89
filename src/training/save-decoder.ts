import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import type { LatentSpace } from './latent-space.js';

interface Dense {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** Writes `weights.bin` with one signed byte a weight, and `card.json` with the scales that turn them back. */
export async function saveDecoder(
  decoder: LayersModel,
  spaces: readonly LatentSpace[],
  about: Readonly<Record<string, unknown>>,
  folder: string,
): Promise<void> {
  const latents = spaces.map(pack);
  const [hidden, output] = denseLayers(decoder).map(pack);
  if (!hidden || !output) throw new Error('the decoder has fewer than two dense layers');
  const card = {
    ...about,
    latents: latents.map(({ layer }) => layer),
    hidden: hidden.layer,
    output: output.layer,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  const bytes = [...latents, hidden, output].map((packed) => packed.bytes);
  await writeFile(join(folder, 'weights.bin'), Buffer.concat(bytes));
}

function denseLayers(decoder: LayersModel): Dense[] {
  const weights = decoder.layers.map((layer) => layer.getWeights().map((tensor) => tensor.dataSync()));
  return weights.filter(({ length }) => length === 2).map(([kernel, bias]) => ({ kernel, bias }) as Dense);
}

function pack({ kernel, bias }: Dense) {
  const small = { kernel: quantise(kernel), bias: quantise(bias) };
  return {
    layer: {
      inputs: kernel.length / bias.length,
      outputs: bias.length,
      kernelScale: small.kernel.scale,
      biasScale: small.bias.scale,
    },
    bytes: Buffer.concat([small.kernel.bytes, small.bias.bytes]),
  };
}

/** Numbers as signed bytes: `byte × scale` is at most half a scale away from the number. */
export function quantise(values: ArrayLike<number>): { readonly scale: number; readonly bytes: Buffer } {
  const largest = Array.from(values).reduce((seen, value) => Math.max(seen, Math.abs(value)), 0);
  const scale = largest / 127 || 1;
  const bytes = Int8Array.from(values, (value) => Math.round(value / scale));
  return { scale, bytes: Buffer.from(bytes.buffer) };
}
