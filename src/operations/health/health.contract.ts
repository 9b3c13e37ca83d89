import { z } from 'zod';
import { type Body, endpoint } from '../../foundation/contract/endpoint.js';
import { failureExamples } from '../../foundation/contract/failures.js';
import { text } from '../../foundation/contract/fields.js';

export const checkLiveness = endpoint({
  name: 'checkLiveness',
  ignoresQuery: true,
  summary: 'Whether the process answers',
  answers: { 200: z.object({ status: z.literal('ok') }).meta({ examples: [{ status: 'ok' }] }) },
});

const parts = z.record(text, z.looseObject({ status: z.enum(['up', 'down']), state: text }));
const { info } = failureExamples.NOT_READY;

const ready = z.object({
  status: z.literal('ok'),
  info: parts.describe('The parts that are up'),
  error: parts.describe('The parts that are down: none'),
  details: parts.describe('All parts'),
});
export type Ready = Body<typeof ready>;

export const checkReadiness = endpoint({
  name: 'checkReadiness',
  ignoresQuery: true,
  summary: 'Whether everything is there that the process needs for its roles, each part with its state',
  answers: {
    200: ready.meta({ examples: [{ status: 'ok', info, error: {}, details: info }] }),
  },
  failures: ['NOT_READY'],
  failureDescriptions: { 503: 'A part is down; `error` names it, with its state' },
});
