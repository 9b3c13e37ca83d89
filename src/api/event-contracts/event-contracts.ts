import { z } from 'zod';
import {
  imageAttributes,
  inferenceAnswerAttributes,
  inferenceRequestAttributes,
  labelAttributes,
  predictionAttributes,
} from '../../events/attributes.js';
import { encodeCloudEvent } from '../../events/cloud-event.js';
import { imageExample, predictionEventExample } from '../../events/event.examples.js';
import { eventKinds } from '../../events/event-kinds.js';
import { encodeImage } from '../../events/image.codec.js';
import { encodeInferenceAnswer, jsonLengthHeader } from '../../events/inference.codec.js';
import { labelSchema } from '../../events/label.codec.js';
import { encodePrediction, predictionSchema } from '../../events/prediction.codec.js';
import {
  inferenceAnswerSchema,
  inferenceExample,
  inferenceRequestSchema,
} from '../inference/inference.schema.js';
import { correlationHeader, replyToHeader } from '../../transport/delivery/message-headers.js';
import type { EventContract } from './event-contract.js';

const text = z.string().optional();
const trace = {
  traceparent: text.meta({ description: 'W3C Trace Context: the latest span' }),
  tracestate: text,
};
const answered = {
  [replyToHeader]: text.meta({ description: 'The topic to which the answer shall go, out of REPLY_TOPICS' }),
  [correlationHeader]: text.meta({ description: 'Comes back with the answer' }),
};
const jsonLength = text.meta({ description: 'Length of the JSON part, where binary tensors follow it' });

/** Every kind of event, by the name of its schema. AsyncAPI, `/schemas` and their tests follow from this table. */
export const eventContracts: Readonly<Record<string, EventContract>> = {
  image: {
    title: 'Image',
    summary:
      'An image to classify: raw pixels with their shape, or a PNG, JPEG, WebP, GIF, TIFF or AVIF file',
    type: eventKinds.images.type,
    patterns: ['images'],
    actions: ['send', 'receive'],
    attributes: imageAttributes,
    headers: z.object({ ...trace, ...answered }),
    contentType: 'application/octet-stream',
    example: (broker) => encodeImage(imageExample, broker),
  },
  prediction: {
    title: 'Prediction',
    summary: 'What a model says about an image; its id is the image’s',
    type: eventKinds.predictions.type,
    patterns: ['predictions', 'shadow-predictions'],
    actions: ['send', 'receive'],
    attributes: predictionAttributes,
    headers: z.object({ ...trace, [correlationHeader]: text }),
    contentType: 'application/json',
    data: predictionSchema,
    example: (broker) => encodePrediction(predictionEventExample, broker),
  },
  label: {
    title: 'Label',
    summary: 'The true label of an image, found out later',
    type: eventKinds.labels.type,
    patterns: ['labels'],
    actions: ['receive'],
    attributes: labelAttributes,
    headers: z.object(trace),
    contentType: 'application/json',
    data: labelSchema,
    example: (broker) =>
      encodeCloudEvent(
        {
          id: 'return-4711',
          source: '/returns-desk',
          type: eventKinds.labels.type,
          datacontenttype: 'application/json',
          extensions: {},
          data: Buffer.from(JSON.stringify({ imageId: imageExample.id, label: 'Sneaker' })),
        },
        broker,
      ),
  },
  'inference-request': {
    title: 'Inference request',
    summary: 'A request of the Open Inference Protocol, version 2',
    type: eventKinds.inference.type,
    patterns: ['inference'],
    actions: ['receive'],
    attributes: inferenceRequestAttributes,
    headers: z.object({
      ...trace,
      ...answered,
      [jsonLengthHeader]: jsonLength,
      'mlserver-model': text,
      'mlserver-version': text,
    }),
    contentType: 'application/json',
    data: inferenceRequestSchema,
    example: (broker) =>
      encodeCloudEvent(
        {
          id: 'mine',
          source: '/my-program',
          type: eventKinds.inference.type,
          datacontenttype: 'application/json',
          extensions: { model: 'fashion-mnist' },
          data: Buffer.from(JSON.stringify(inferenceExample.request)),
        },
        broker,
      ),
  },
  'inference-answer': {
    title: 'Inference answer',
    summary: 'The answer to an inference request, on the topic that the request names',
    type: eventKinds['inference-answer'].type,
    patterns: [],
    actions: ['send'],
    attributes: inferenceAnswerAttributes,
    headers: z.object({ ...trace, [correlationHeader]: text, [jsonLengthHeader]: jsonLength }),
    contentType: 'application/json',
    data: inferenceAnswerSchema,
    example: (broker) =>
      encodeInferenceAnswer(
        { id: 'mine', jsonLength: undefined, body: Buffer.from(JSON.stringify(inferenceExample.answer)) },
        broker,
      ),
  },
};
