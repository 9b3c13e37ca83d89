import type { IHeaders, Message } from 'kafkajs';
import type { ModelCard } from '../../src/serving/models/model.js';

interface Image {
  readonly key: Buffer | null;
  readonly headers?: IHeaders | undefined;
}

/** How a broker names things, and what an image's event says beside its body. */
interface Binding {
  readonly broker: 'kafka' | 'pubsub';
  readonly prefix: 'ce_' | 'ce-';
  read(name: string): string | undefined;
}

/** The record that Seamline would publish for the image: the same body, the same headers, written by hand. */
export function predictionRecord({ key, headers = {} }: Image, row: Float32Array, card: ModelCard): Message {
  const binding = {
    broker: 'kafka',
    prefix: 'ce_',
    read: (name: string) => headers[name]?.toString(),
  } as const;
  return { key: binding.read('ce_id') ?? String(key), ...prediction(binding, row, card) };
}

/** The same as Google's client takes it. */
export function predictionMessage(
  attributes: Readonly<Record<string, string>>,
  row: Float32Array,
  card: ModelCard,
): { readonly data: Buffer; readonly attributes: Record<string, string> } {
  const binding = { broker: 'pubsub', prefix: 'ce-', read: (name: string) => attributes[name] } as const;
  const { value, headers } = prediction(binding, row, card);
  const given = Object.entries(headers).filter((one): one is [string, string] => one[1] !== undefined);
  return { data: Buffer.from(value), attributes: Object.fromEntries(given) };
}

function prediction({ broker, prefix, read }: Binding, row: Float32Array, card: ModelCard) {
  const id = read(`${prefix}id`);
  const requestId = read(`${prefix}requestid`);
  const index = read(`${prefix}imageindex`);
  const top = card.labels
    .map((label, classIndex) => ({ label, classIndex, confidence: row[classIndex] as number }))
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, 3);
  const body = {
    imageId: id,
    requestId,
    imageIndex: Number(index),
    ...top[0],
    top,
    unsure: false,
    trueLabel: read(`${prefix}truelabel`),
    model: card.name,
    modelVersion: card.version,
    broker,
    timings: { brokerMs: 0, preprocessMs: 0, queueMs: 0, computeMs: 0, batchSize: 128 },
  };
  const headers: Record<string, string | undefined> = {
    [`${prefix}specversion`]: '1.0',
    [`${prefix}id`]: id,
    [`${prefix}source`]: '/seamline/classifier',
    [`${prefix}type`]: 'seamline.prediction.v1',
    [`${prefix}requestid`]: requestId,
    [`${prefix}imageindex`]: index,
    [`${prefix}model`]: card.name,
    [`${prefix}modelversion`]: card.version,
    [`${prefix}traceparent`]: read(`${prefix}traceparent`),
    'content-type': 'application/json',
    traceparent: read('traceparent'),
  };
  return { value: JSON.stringify(body), headers };
}
