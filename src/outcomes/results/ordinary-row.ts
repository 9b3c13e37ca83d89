import { randomUUID } from 'node:crypto';
import { predictionEventExample } from '../../events/event.examples.js';
import type { DecidedRow } from '../ledger/outcome-writes.js';
import { rowOfPrediction } from './outcome-rows.js';

const example = rowOfPrediction(predictionEventExample);

/** A prediction of an image that nobody has, like one that the database has taken; without one, like the example. */
export function ordinaryRow(taken: DecidedRow = example): DecidedRow {
  // Columns that are not ours stay out: they may be what refuses rows.
  const own = Object.fromEntries(
    Object.keys(example).map((name) => [name, taken[name as keyof DecidedRow]]),
  ) as DecidedRow;
  return { ...own, image_id: `trial ${randomUUID()}`, event_id: null };
}
