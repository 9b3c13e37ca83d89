import { z } from 'zod';
import { type Body, databaseDown, endpoint } from '../../foundation/contract/endpoint.js';
import { documentedAs, text, yesOrNo } from '../../foundation/contract/fields.js';
import { inferenceAnswerSchema, inferenceRequestSchema } from './inference.schema.js';
import { job } from './jobs.contract.js';
import { protocolStatistics, statisticsExample } from './protocol-statistics.js';

const tensor = z.object({
  name: text,
  datatype: text,
  shape: z.array(z.int()).describe('-1 is a side of any length'),
});
const input = tensor.extend({
  parameters: z.object({ datatypes: text.describe('All that it may be sent as') }),
});
const metadata = z.object({
  name: text,
  versions: z.array(text),
  platform: text.describe('What computes it'),
  inputs: z.array(input),
  outputs: z.array(tensor),
});
export type ModelMetadata = Body<typeof metadata>;

const metadataExample: ModelMetadata = {
  name: 'fashion-mnist',
  versions: ['2'],
  platform: 'onnxruntime_onnx',
  inputs: [
    {
      name: 'image',
      datatype: 'UINT8',
      shape: [-1, 28, 28, 1],
      parameters: { datatypes: 'UINT8, FP32, BYTES' },
    },
  ],
  outputs: [{ name: 'label', datatype: 'BYTES', shape: [-1] }],
};

const statistics = z
  .object({ model_stats: z.array(protocolStatistics) })
  .meta({ examples: [{ model_stats: [statisticsExample] }] });

const ofModel = {
  params: z.object({ model: z.string(), version: z.string().optional() }),
  failures: ['UNKNOWN_MODEL'],
  failureDescriptions: { 404: 'There is no such model or version' },
} as const;

export const listModelStatistics = endpoint({
  name: 'listModelStatistics',
  summary: 'What every loaded version has done',
  answers: { 200: statistics },
});

export const getModelStatistics = endpoint({
  ...ofModel,
  name: 'getModelStatistics',
  nameWithParameter: { version: 'getModelVersionStatistics' },
  summary: 'What a model has done: images, batches, durations in nanoseconds',
  answers: { 200: statistics },
});

export const getModelMetadata = endpoint({
  ...ofModel,
  name: 'getModelMetadata',
  nameWithParameter: { version: 'getModelVersionMetadata' },
  summary: 'Versions, inputs and outputs of a model',
  answers: { 200: metadata.meta({ examples: [metadataExample] }) },
});

const dims = { name: text, data_type: text, dims: z.array(z.int()) };
const modelConfig = z.object({
  name: text,
  platform: text,
  backend: text,
  max_batch_size: z.int(),
  input: z.array(z.object(dims)),
  output: z.array(z.object(dims)),
});
export type ModelConfigAnswer = Body<typeof modelConfig>;

const configExample: ModelConfigAnswer = {
  name: 'fashion-mnist',
  platform: 'onnxruntime_onnx',
  backend: 'onnx',
  max_batch_size: 4_096,
  input: [{ name: 'image', data_type: 'TYPE_UINT8', dims: [28, 28, 1] }],
  output: [{ name: 'label', data_type: 'TYPE_STRING', dims: [1] }],
};

export const getModelConfig = endpoint({
  ...ofModel,
  name: 'getModelConfig',
  nameWithParameter: { version: 'getModelVersionConfig' },
  summary: 'The same in the terms of the model configuration extension; it cannot be changed here',
  answers: { 200: modelConfig.meta({ examples: [configExample] }) },
});

export const checkModelReady = endpoint({
  ...ofModel,
  name: 'checkModelReady',
  nameWithParameter: { version: 'checkModelVersionReady' },
  summary: 'Whether a model answers',
  answers: {
    200: z
      .object({ name: text, ready: z.boolean() })
      .meta({ examples: [{ name: 'fashion-mnist', ready: true }] }),
  },
  failures: ['MODEL_UNAVAILABLE', ...ofModel.failures],
  failureDescriptions: { ...ofModel.failureDescriptions, 503: 'It is loaded, and fails on everything' },
});

export const inferModel = endpoint({
  ...ofModel,
  name: 'inferModel',
  nameWithParameter: { version: 'inferModelVersion' },
  summary: 'What a model says about images',
  description: `A request of the Open Inference Protocol. Tensors may follow the JSON as bytes
(\`binary_data_size\`, \`binary_data\`): the header Inference-Header-Content-Length then says how long the JSON is.`,
  query: z.object({
    async: yesOrNo.describe('true: answers 202 with links to what becomes of it').default(false),
    broker: text.describe('That carries an asynchronous request').optional(),
  }),
  headers: z.object({
    'Inference-Header-Content-Length': documentedAs(text, { type: 'integer', minimum: 2 })
      .describe('Bytes of the JSON part, where binary tensors follow it')
      .optional(),
    'Accept-Encoding': text.describe('gzip or deflate: larger answers are packed').optional(),
  }),
  body: {
    schema: inferenceRequestSchema,
    binaryTypes: ['application/octet-stream'],
    readByHandler: true,
  },
  answers: {
    200: {
      description: 'The answer; application/octet-stream where binary tensors follow the JSON',
      contentType: 'application/json',
      body: inferenceAnswerSchema,
      headers: {
        'inference-header-content-length': 'Bytes of the JSON part, where binary tensors follow it',
      },
    },
    202: { description: 'With `async`: the broker has confirmed every row', body: job },
  },
  failures: [
    'MODEL_FAILED',
    'MODEL_UNAVAILABLE',
    'TIMED_OUT',
    'MESSAGE_TOO_LARGE',
    'BUSY',
    'BROKER_UNAVAILABLE',
    'BROKER_REFUSED',
    databaseDown,
    ...ofModel.failures,
  ],
});
