import { z } from 'zod';
import { InvalidError } from '../foundation/errors/app.error.js';
import type { ReceivedMessage } from '../transport/broker.js';
import type { Envelope } from '../transport/delivery/codec.js';
import { maxSourceLength } from './attributes.js';
import { printableText } from './attribute-text.js';
import { encodeCloudEvent, readAttributes } from './cloud-event.js';
import { parseObject } from './json-object.js';
import type { Prediction } from './prediction.event.js';
import { readTrace } from './trace-context.js';

export const predictionEventType = 'seamline.prediction.v1';

const text = printableText(z.string(), 'text with control characters is not allowed');
const id = text.min(1).max(512);
/** The largest value of a database's integer column. */
const index = z
  .int()
  .nonnegative()
  .max(2 ** 31 - 1);
const ratio = z.number().min(0).max(1);
const rankedLabel = z.object({ label: text, classIndex: index, confidence: ratio });
/** Of one image. A classifier leaves out the less likely ones. */
export const mostLabels = 1_000;
const milliseconds = z.number();

const source = z.object({
  topic: text.max(512),
  partition: index.optional(),
  offset: z
    .string()
    .regex(/^\d{1,19}$/, 'a whole number as text is needed')
    .optional(),
  messageId: text.max(512).optional(),
});

/** A prediction's data. */
export const predictionSchema = z.object({
  imageId: id,
  imageSource: text.min(1).max(maxSourceLength).optional(),
  imageEventId: id.optional(),
  imageKey: id.optional(),
  requestId: id,
  imageIndex: index.optional(),
  label: text,
  classIndex: index,
  confidence: ratio,
  labels: z
    .array(rankedLabel)
    .max(mostLabels)
    .optional()
    .describe('Of a multi-label model: every label that the image has, the likeliest first'),
  top: z.array(rankedLabel).max(100),
  probabilities: z.array(ratio).max(100_000).optional(),
  unsure: z.boolean().default(false),
  trueLabel: text.optional(),
  model: text,
  modelVersion: text,
  broker: text,
  group: text.max(512).optional(),
  source: source.optional(),
  timings: z.object({
    brokerMs: milliseconds,
    preprocessMs: milliseconds.default(0),
    queueMs: milliseconds,
    computeMs: milliseconds,
    batchSize: z.int().positive(),
  }),
}) satisfies z.ZodType<Prediction>;

/** The prediction as JSON. Its event id is the image's name: classifying an image again makes the same event. */
export function encodePrediction(prediction: Prediction, broker: string): Envelope {
  return encodeCloudEvent(
    {
      id: prediction.imageId,
      source: '/seamline/classifier',
      type: predictionEventType,
      datacontenttype: 'application/json',
      extensions: {
        imagesource: prediction.imageSource,
        imageeventid: prediction.imageEventId,
        requestid: prediction.requestId,
        imageindex: prediction.imageIndex?.toString(),
        model: prediction.model,
        modelversion: prediction.modelVersion,
      },
      trace: prediction.trace,
      data: Buffer.from(JSON.stringify({ ...prediction, trace: undefined })),
    },
    broker,
  );
}

/** @throws InvalidError `BAD_MESSAGE` that names the first wrong field. */
export function decodePrediction(message: ReceivedMessage): Prediction {
  const attributes = readAttributes(message);
  const result = predictionSchema.safeParse(parseObject(attributes.data ?? new Uint8Array()));
  if (result.success) return { ...result.data, trace: readTrace(message, attributes) };
  const [issue] = result.error.issues;
  throw new InvalidError('BAD_MESSAGE', `the prediction's ${issue?.path.join('.')}: ${issue?.message}`);
}
