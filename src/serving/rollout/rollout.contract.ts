import { z } from 'zod';
import { databaseDown, endpoint } from '../../foundation/contract/endpoint.js';
import { anyPosition, documentedAs } from '../../foundation/contract/fields.js';
import { type Decided, decided, type ModelView, modelView } from './rollout.schema.js';

const versionAllowed = 'a version: a whole number';
const versionPattern = /^\d{1,15}$/;
export const version = documentedAs(
  z
    .union([z.string(), z.int()], versionAllowed)
    .transform(String)
    .pipe(z.string().regex(versionPattern, versionAllowed)),
  { type: 'string', pattern: versionPattern.source },
);

const shareAllowed = 'a percentage from 0.01 to 99.99';
const percent = documentedAs(
  z
    .union([z.string().regex(/^\d{1,2}(\.\d{1,2})?%?$/, shareAllowed), z.number(shareAllowed)], shareAllowed)
    .transform((value) => (typeof value === 'string' ? Number.parseFloat(value) : value))
    .refine((value) => value >= 0.01 && value <= 99.99, shareAllowed),
  { type: 'number', minimum: 0.01, maximum: 99.99 },
);

export const canary = { version: '3', percent: 10, since: '2026-01-01T12:00:00.000Z' };
export const serving = { version: '2', previous: '1', canary };
const modelExample: ModelView = {
  name: 'fashion-mnist',
  isDefault: true,
  serving,
  revision: 7,
  versions: [
    { version: '3', state: 'ready', reason: '', does: ['canary'], accuracy: 0.931 },
    { version: '2', state: 'ready', reason: '', does: ['serves'], accuracy: 0.9202 },
    { version: '1', state: 'on disk', reason: 'not loaded', does: ['served before'], accuracy: 0.91 },
  ],
};
const decidedExample: Decided = {
  model: 'fashion-mnist',
  serving,
  revision: 7,
  applied: true,
  message: 'it holds in this process; other processes that serve this model follow within about a second',
};

const params = z.object({ name: z.string() });

export const listModels = endpoint({
  name: 'listModels',
  summary: 'Every model and version: what it does, what runs it, what it has done',
  answers: { 200: z.array(modelView).meta({ examples: [[modelExample]] }) },
});

export const getModel = endpoint({
  name: 'getModel',
  summary: 'One model and its versions',
  params,
  answers: { 200: modelView.meta({ examples: [modelExample] }) },
  failures: ['UNKNOWN_MODEL'],
  failureDescriptions: { 404: 'There is no such model' },
});

const body = decided.meta({ examples: [decidedExample] });

/** A change of a model's serving decision. */
const change = {
  params,
  answers: {
    200: { description: 'It holds in this process', body },
    202: { description: 'It is written; those that serve the model follow within a second', body },
  },
  failures: [
    'UNKNOWN_MODEL',
    'MODEL_CONFLICT',
    'STALE_DECISION',
    'MODEL_UNAVAILABLE',
    databaseDown,
    'BAD_REQUEST',
  ],
  failureDescriptions: {
    404: 'There is no such model or version',
    409: 'It does not fit what serves now, another decision came first, or MODELS pins the version',
    503: 'The version cannot be used, or the database is away; nothing has changed',
  },
} as const;

const seen = z.object({
  revision: anyPosition.optional().meta({
    description: 'The revision that the caller has seen: refused when there is a newer one',
    examples: [7],
  }),
});
const one = seen.extend({ version: version.meta({ description: 'Which version', examples: ['2'] }) });
const none = { schema: seen, optional: true } as const;

export const swapModel = endpoint({
  ...change,
  name: 'swapModel',
  summary: 'Let another version serve',
  body: one,
});
export const rollBackModel = endpoint({
  ...change,
  name: 'rollBackModel',
  summary: 'Let the version serve that served before',
  body: none,
});
export const startCanary = endpoint({
  ...change,
  name: 'startCanary',
  summary: 'Let a version answer a share of the events, by the hash of their ids',
  body: one.extend({ percent: percent.meta({ description: 'Of the events', examples: [10] }) }),
});
export const startShadow = endpoint({
  ...change,
  name: 'startShadow',
  summary: 'Let a version predict on the same events, for comparison only',
  body: one,
});
export const promoteModel = endpoint({
  ...change,
  name: 'promoteModel',
  summary: 'Let the canary serve, or the shadow where there is no canary',
  body: none,
});
export const abortTrial = endpoint({
  ...change,
  name: 'abortTrial',
  summary: 'End canary and shadow',
  body: none,
});
