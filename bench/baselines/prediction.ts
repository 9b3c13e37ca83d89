import type { IHeaders, Message } from 'kafkajs';
import type { ModelCard } from '../../src/models/model.js';

interface Image {
  readonly key: Buffer | null;
  readonly headers?: IHeaders | undefined;
}

/** The record that Seamline would publish for the image: the same body, the same headers, written by hand. */
export function predictionRecord({ key, headers = {} }: Image, row: Float32Array, card: ModelCard): Message {
  const text = (name: string) => headers[name]?.toString();
  const id = text('ce_id') ?? String(key);
  const top = card.labels
    .map((label, classIndex) => ({ label, classIndex, confidence: row[classIndex] as number }))
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, 3);
  const index = text('ce_imageindex');
  const prediction = {
    imageId: id,
    requestId: text('ce_requestid'),
    imageIndex: Number(index),
    ...top[0],
    top,
    unsure: false,
    trueLabel: text('ce_truelabel'),
    model: card.name,
    modelVersion: card.version,
    broker: 'kafka',
    timings: { brokerMs: 0, preprocessMs: 0, queueMs: 0, computeMs: 0, batchSize: 128 },
  };
  return {
    key: id,
    value: JSON.stringify(prediction),
    headers: {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: '/seamline/classifier',
      ce_type: 'seamline.prediction.v1',
      ce_requestid: text('ce_requestid'),
      ce_imageindex: index,
      ce_model: card.name,
      ce_modelversion: card.version,
      ce_traceparent: text('ce_traceparent'),
      'content-type': 'application/json',
      traceparent: text('traceparent'),
    },
  };
}
