import type { ImageEvent } from './image.event.js';
import { publisherSource } from './image-name.js';
import type { Prediction } from './prediction.event.js';
import { beginTrace } from './trace-context.js';

const requestId = '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90';
const trace = beginTrace('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
const image = { requestId, imageIndex: 0, trueLabel: 'Ankle boot', trace };

/** Examples for the descriptions of events. */
export const imageExample: ImageEvent = {
  ...image,
  id: `${requestId}/0`,
  body: { kind: 'pixels', width: 2, height: 2, channels: 1, bytes: Uint8Array.of(0, 64, 128, 255) },
};

export const predictionEventExample: Prediction = {
  ...image,
  imageId: `${requestId}/0`,
  imageSource: publisherSource,
  imageEventId: `${requestId}/0`,
  label: 'Ankle boot',
  classIndex: 9,
  confidence: 0.981,
  top: [
    { label: 'Ankle boot', classIndex: 9, confidence: 0.981 },
    { label: 'Sneaker', classIndex: 7, confidence: 0.012 },
    { label: 'Sandal', classIndex: 5, confidence: 0.006 },
  ],
  unsure: false,
  model: 'fashion-mnist',
  modelVersion: '2',
  broker: 'kafka',
  group: 'seamline',
  source: { topic: 'images', partition: 2, offset: '1042' },
  timings: { brokerMs: 3.1, preprocessMs: 0, queueMs: 0.4, computeMs: 5.8, batchSize: 64 },
};
