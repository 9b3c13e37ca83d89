import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorText, UnavailableError } from '../../foundation/errors/app.error.js';

const layerSchema = z.object({
  inputs: z.int().positive(),
  outputs: z.int().positive(),
  kernelScale: z.number().positive(),
  biasScale: z.number().positive(),
});

const cardSchema = z.object({
  name: z.string(),
  labels: z.array(z.string()).min(1),
  image: z.object({ width: z.int().positive(), height: z.int().positive() }),
  /** For each label, the transformation of normal numbers to its latent values. */
  latents: z.array(layerSchema).min(1),
  hidden: layerSchema,
  output: layerSchema,
});

type LayerCard = z.infer<typeof layerSchema>;

interface Layer {
  readonly inputs: number;
  /** inputs × outputs, row by row. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

interface DecoderLayers {
  readonly latents: readonly Layer[];
  readonly hidden: Layer;
  readonly output: Layer;
}

/** Draws grey images of clothes: small dense layers in plain TypeScript, so that it needs no TensorFlow. */
export class Decoder {
  constructor(
    readonly card: z.infer<typeof cardSchema>,
    private readonly layers: DecoderLayers,
  ) {}

  /** @param normal gives numbers of the normal distribution, which choose one of the label's many images. */
  draw(labelIndex: number, normal: () => number): Uint8Array {
    const { latents, hidden, output } = this.layers;
    const space = latents[labelIndex] as Layer;
    const latent = apply(space, Float32Array.from({ length: space.inputs }, normal));
    const input = new Float32Array(hidden.inputs);
    input.set(latent);
    input[latent.length + labelIndex] = 1;
    const features = apply(hidden, input).map((value) => Math.max(0, value));
    return Uint8Array.from(apply(output, features), (logit) => Math.round(255 / (1 + Math.exp(-logit))));
  }
}

/** @throws UnavailableError `DATASET_UNAVAILABLE` that names the file and its mistake. */
export async function readDecoder(directory: string): Promise<Decoder> {
  try {
    const card = cardSchema.parse(JSON.parse(await readFile(join(directory, 'card.json'), 'utf8')));
    const bytes = await readFile(join(directory, 'weights.bin'));
    return new Decoder(card, cut(new Int8Array(bytes), card));
  } catch (cause) {
    const what = cause instanceof z.ZodError ? z.prettifyError(cause) : errorText(cause);
    throw new UnavailableError('DATASET_UNAVAILABLE', `the decoder in ${directory} cannot be used: ${what}`, {
      cause,
    });
  }
}

/** The weights of one layer after the other, each kernel before its bias. */
function cut(bytes: Int8Array, { latents, hidden, output }: z.infer<typeof cardSchema>): DecoderLayers {
  const expected = [...latents, hidden, output].reduce((sum, layer) => sum + sizeOf(layer), 0);
  if (bytes.length !== expected)
    throw new Error(`weights.bin has ${bytes.length} bytes, expected ${expected}`);
  let start = 0;
  const next = (card: LayerCard) => {
    const layer = toLayer(card, bytes.subarray(start));
    start += sizeOf(card);
    return layer;
  };
  return { latents: latents.map(next), hidden: next(hidden), output: next(output) };
}

function sizeOf({ inputs, outputs }: LayerCard): number {
  return (inputs + 1) * outputs;
}

function toLayer({ inputs, outputs, kernelScale, biasScale }: LayerCard, bytes: Int8Array): Layer {
  const kernelSize = inputs * outputs;
  return {
    inputs,
    kernel: Float32Array.from(bytes.subarray(0, kernelSize), (byte) => byte * kernelScale),
    bias: Float32Array.from(bytes.subarray(kernelSize, kernelSize + outputs), (byte) => byte * biasScale),
  };
}

/** Plain loops: two hundred thousand products an image, so that a page of images draws at once. */
function apply({ kernel, bias }: Layer, input: Float32Array): Float32Array {
  const sums = Float32Array.from(bias);
  const columns = sums.length;
  for (let row = 0; row < input.length; row += 1) {
    const value = input[row] as number;
    if (value === 0) continue;
    const start = row * columns;
    for (let column = 0; column < columns; column += 1) {
      sums[column] = (sums[column] as number) + value * (kernel[start + column] as number);
    }
  }
  return sums;
}
