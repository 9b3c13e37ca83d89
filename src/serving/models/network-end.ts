import { z } from 'zod';
import type { DescribedNetwork } from './network-files.js';
import type { OutputKind } from './card-words.js';

/**
 * What a card's output contradicts in the network's last step, where that can be read: values from 0 to 1 are no
 * proof that a sigmoid was applied, but the network's own words are.
 *
 * @returns the mistake in words, with what helps; undefined without one, or where nothing is known.
 */
export function contradictionOf(
  files: DescribedNetwork,
  output: OutputKind = 'probabilities',
): string | undefined {
  const isApplied = output === 'probabilities' || output === 'sigmoid';
  if (isApplied || lastStep(files) !== 'sigmoid') return undefined;
  return `it ends with a sigmoid, and "output": "${output}" adds another step: write "output": "sigmoid" into card.json`;
}

function lastStep({ format, artifacts }: DescribedNetwork): string | undefined {
  const { modelTopology } = artifacts;
  return format === 'graph-model' ? lastOperation(modelTopology) : lastActivation(modelTopology);
}

const layerSchema = z.object({
  class_name: z.string(),
  config: z.object({
    name: z.string().optional(),
    activation: z.string().optional(),
    layers: z.array(z.unknown()).optional(),
    output_layers: z.array(z.tuple([z.string()]).rest(z.unknown())).optional(),
  }),
});

/** A network's own description is that of a layer; Keras puts it into `model_config`. */
function lastActivation(topology: unknown): string | undefined {
  const { model_config: described = topology } = (topology ?? {}) as { model_config?: unknown };
  const { data } = layerSchema.safeParse(described);
  if (!data) return undefined;
  const { layers, output_layers: outputs, activation } = data.config;
  if (!layers) return activation;
  if (outputs && outputs.length !== 1) return undefined;
  const name = outputs?.[0]?.[0];
  const nameOf = (layer: unknown) => layerSchema.safeParse(layer).data?.config.name;
  const last = name === undefined ? layers.at(-1) : layers.find((layer) => nameOf(layer) === name);
  return lastActivation(last);
}

const nodesSchema = z.object({
  node: z.array(z.object({ name: z.string(), op: z.string(), input: z.array(z.string()).optional() })),
});

/** Of the only node that no other one reads, behind nodes that change nothing. */
function lastOperation(topology: unknown): string | undefined {
  const nodes = nodesSchema.safeParse(topology).data?.node ?? [];
  const read = new Set(nodes.flatMap(({ input = [] }) => input.map(producer)));
  const ends = nodes.filter(({ name }) => !read.has(name));
  let last = ends.length === 1 ? ends[0] : undefined;
  while (last?.op === 'Identity') {
    const [input = ''] = last.input ?? [];
    last = nodes.find(({ name }) => name === producer(input));
  }
  return last?.op.toLowerCase();
}

/** `^name` is a dependency, `name:1` a second output. */
const producer = (input: string) => input.replace(/^\^/, '').split(':', 1)[0] ?? '';
