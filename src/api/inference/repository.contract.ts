import { z } from 'zod';
import { type Body, endpoint } from '../../foundation/contract/endpoint.js';
import { text } from '../../foundation/contract/fields.js';

const entry = z.object({
  name: text,
  version: text,
  state: z.enum(['READY', 'LOADING', 'UNAVAILABLE']),
  reason: text.describe('Why it does not answer; empty when it does'),
});
export type RepositoryEntry = Body<typeof entry>;

const example: RepositoryEntry[] = [
  { name: 'fashion-mnist', version: '2', state: 'READY', reason: '' },
  { name: 'fashion-mnist', version: '1', state: 'UNAVAILABLE', reason: 'not loaded' },
];

export const listRepositoryModels = endpoint({
  name: 'listRepositoryModels',
  summary: 'Every version in the models folder, and whether it answers',
  body: {
    schema: z.object({
      ready: z
        .boolean('true or false')
        .meta({ description: 'true: only those that answer', examples: [true] })
        .default(false),
    }),
    optional: true,
  },
  answers: { 200: z.array(entry).meta({ examples: [example] }) },
});

const model = {
  params: z.object({ model: z.string() }),
  answers: { 200: z.object({}).meta({ examples: [{}] }) },
} as const;

export const loadModel = endpoint({
  ...model,
  name: 'loadModel',
  summary: 'Loads a version beside what answers: the newest, or that of parameters.version',
  body: {
    schema: z
      .object({
        parameters: z
          .strictObject(
            {
              version: z.string('a version as text').optional(),
              config: z.never("left out: a model's configuration is its card in MODELS_DIR").optional(),
            },
            'nothing but a version',
          )
          .optional(),
      })
      .meta({ examples: [{ parameters: { version: '2' } }] }),
    optional: true,
  },
  failures: ['UNKNOWN_MODEL', 'MODEL_UNAVAILABLE'],
  failureDescriptions: {
    404: 'There is no such model or version',
    503: 'The version cannot be loaded',
  },
});

export const unloadModel = endpoint({
  ...model,
  name: 'unloadModel',
  summary: 'Unloads a model that is none of MODELS',
  failures: ['UNKNOWN_MODEL', 'MODEL_CONFLICT'],
  failureDescriptions: { 400: 'MODELS names it', 404: 'There is no such model' },
});
