import { z } from 'zod';
import type { Parameters } from './infer-request.js';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, documentedAs } from '../../foundation/contract/fields.js';

type Parameter = Parameters[string];

/** Most parameters of a request, of a tensor, of an output; clients send a handful. */
const maxParameters = 64;
const nameLength = 200;

/** Read by hand: zod would look at every parameter before it counts them. */
const parameters = documentedAs(z.unknown().default({}).transform(readParameters), {
  type: ['object', 'null'],
  maxProperties: maxParameters,
  default: {},
});

/** Lists, objects and null are the parameters of other servers and their clients: they are left out, as unknown ones. */
function readParameters(given: unknown, { addIssue }: z.RefinementCtx): Parameters {
  const refuse = (message: string) => {
    addIssue({ code: 'custom', message });
    return {};
  };
  if (given === null) return {};
  if (typeof given !== 'object' || Array.isArray(given)) return refuse('an object');
  const entries = Object.entries(given);
  if (entries.length > maxParameters) return refuse(`at most ${maxParameters} parameters`);
  if (entries.some(([{ length }]) => length > nameLength)) {
    return refuse(`parameters with names of at most ${nameLength} characters`);
  }
  if (entries.some(([name]) => name.startsWith('shared_memory_'))) {
    return refuse('without shared memory, which is not supported: send the values in the request');
  }
  return Object.fromEntries(entries.filter((entry): entry is [string, Parameter] => isParameter(entry[1])));
}

const isParameter = (value: unknown): value is Parameter =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/** Clients write null for what they leave out. */
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

const name = z.string('a text').min(1, 'a text').max(nameLength, `at most ${nameLength} characters`);

const requestExample = {
  id: 'mine',
  inputs: [{ name: 'image', datatype: 'BYTES', shape: [1], data: ['iVBORw0KGgo… (a PNG as base64 text)'] }],
  outputs: [{ name: 'probabilities', parameters: { classification: 2 } }, { name: 'label' }],
};

/**
 * A request of the Open Inference Protocol: its JSON, or its JSON part where binary tensors follow it. The limits hold
 * for gRPC and for events too.
 */
export const inferenceRequestSchema = z
  .object({
    id: maybe(z.string('a text').max(400, 'at most 400 characters')),
    parameters,
    inputs: z
      .array(
        z.object({
          name,
          datatype: z.string('a text').max(nameLength, `at most ${nameLength} characters`),
          shape: z
            .array(z.int('a whole number').nonnegative('0 or more'), 'a list of whole numbers')
            .max(8, 'at most 8 dimensions'),
          parameters,
          data: maybe(z.unknown()),
        }),
        'a list of tensors',
      )
      .max(16, 'at most 16 tensors'),
    outputs: maybe(
      z.array(z.object({ name, parameters }), 'a list of outputs').max(16, 'at most 16 outputs'),
    ),
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
