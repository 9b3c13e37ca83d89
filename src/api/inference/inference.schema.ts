import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count } from '../../foundation/contract/fields.js';

const parameters = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()], 'a text, a number, true or false'))
  .default({});
const name = z.string('a text').min(1, 'a text').max(200, 'at most 200 characters');

const requestExample = {
  id: 'mine',
  inputs: [{ name: 'image', datatype: 'BYTES', shape: [1], data: ['iVBORw0KGgo… (a PNG as base64 text)'] }],
  outputs: [{ name: 'probabilities', parameters: { classification: 2 } }, { name: 'label' }],
};

/** A request of the Open Inference Protocol: its JSON, or its JSON part where binary tensors follow it. */
export const inferenceRequestSchema = z
  .object({
    id: z.string('a text').max(400, 'at most 400 characters').optional(),
    parameters,
    inputs: z
      .array(
        z.object({
          name,
          datatype: z.string('a text'),
          shape: z.array(z.int('a whole number').nonnegative('0 or more'), 'a list of whole numbers').max(8),
          parameters,
          data: z.unknown().optional(),
        }),
        'a list of tensors',
      )
      .max(16, 'at most 16 tensors'),
    outputs: z
      .array(z.object({ name, parameters }), 'a list of outputs')
      .max(16, 'at most 16 outputs')
      .optional(),
  })
  .meta({ examples: [requestExample] });

const answer = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.enum(['FP32', 'INT32', 'BYTES']),
      shape: z.array(count),
      parameters: z.object({ binary_data_size: count }).optional(),
      data: z.array(z.union([z.number(), z.string()])).optional(),
    }),
  ),
});
export type InferenceAnswer = Body<typeof answer>;

const answerExample: InferenceAnswer = {
  model_name: 'fashion-mnist',
  model_version: '1',
  id: 'mine',
  outputs: [
    {
      name: 'probabilities',
      datatype: 'BYTES',
      shape: [1, 2],
      data: ['0.991200:9:Ankle boot', '0.007100:7:Sneaker'],
    },
    { name: 'label', datatype: 'BYTES', shape: [1], data: ['Ankle boot'] },
  ],
};

/** An answer of the Open Inference Protocol: its JSON, or its JSON part where binary tensors follow it. */
export const inferenceAnswerSchema = answer.meta({ examples: [answerExample] });

/** A request and its answer. */
export const inferenceExample = { request: requestExample, answer: answerExample };
