import { z } from 'zod';
import { type Body, databaseDown, endpoint } from '../../foundation/contract/endpoint.js';
import { count, maybeText, time, wholeNumber } from '../../foundation/contract/fields.js';
import { mostSources } from '../ledger/sources.js';

const listedSource = z.object({
  source: maybeText.describe(
    'The source of the events; `/<broker>/<topic>` for messages that are no events. ' +
      `Null: all further sources, once there are ${mostSources}`,
  ),
  predicted: count,
  dead: count,
  firstAt: time.describe('When its first outcome was stored'),
  lastAt: time,
});
/** The outcomes of images that came from one source, and not by a request that was made here. */
export type ListedSource = Body<typeof listedSource>;

const example: ListedSource = {
  source: '/shop/a',
  predicted: 118,
  dead: 2,
  firstAt: '2026-01-01T12:00:00.000Z',
  lastAt: '2026-01-01T12:10:00.000Z',
};

export const listSources = endpoint({
  name: 'listSources',
  summary: 'Who sent images that no request made here, with the number of their outcomes, the latest first',
  query: z.strictObject({ limit: wholeNumber(1, mostSources + 1).default(100) }),
  answers: { 200: z.array(listedSource).meta({ examples: [[example]] }) },
  failures: [databaseDown],
});
