import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/schema.js';
import type { NumberRange } from '../ledger/newest-outcomes.js';
import type { PredictionFilter } from './prediction-filter.js';

/** The most outcomes of a time that are looked up in the index, 0.1 s; of more, every number is looked through. */
const mostOfTime = 1_000_000;
const noNumbers: NumberRange = { first: 1, last: 0 };

/** A query for the numbers among which all matches of a filter are: `first` is above `last` where there are none. */
export function numbersOfMatches(filter: PredictionFilter) {
  return async (read: Kysely<Tables>): Promise<NumberRange> => {
    const range = await numbersOfNames(read, filter);
    if (filter.from === undefined && filter.to === undefined) return range;
    const ofTime = await numbersOfTime(read, filter);
    return ofTime ? narrowed(range, ofTime) : range;
  };
}

export function narrowed(one: NumberRange, other: NumberRange): NumberRange {
  return { first: Math.max(one.first, other.first), last: Math.min(one.last, other.last) };
}

async function numbersOfNames(
  read: Kysely<Tables>,
  { request, image }: PredictionFilter,
): Promise<NumberRange> {
  let numbers = read.selectFrom('outcomes').select('seq').where('seq', 'is not', null).limit(1);
  if (request !== undefined) {
    numbers = numbers.where('request_id', '=', request).where('state', '=', 'predicted');
  }
  if (image !== undefined) numbers = numbers.where('image_id', '=', image);
  const first = await numbers.orderBy('seq').executeTakeFirst();
  const last = await numbers.orderBy('seq', 'desc').executeTakeFirst();
  return rangeOf(first?.seq, last?.seq);
}

/**
 * Clocks jump, and those of several processes differ, so a time says nothing about a number: the index by time has
 * both. Undefined where the time has too many outcomes.
 */
async function numbersOfTime(
  read: Kysely<Tables>,
  { from, to }: PredictionFilter,
): Promise<NumberRange | undefined> {
  let ofTime = read.selectFrom('outcomes').select('seq').where('seq', 'is not', null);
  if (from !== undefined) ofTime = ofTime.where('decided_at', '>=', from);
  if (to !== undefined) ofTime = ofTime.where('decided_at', '<', to);
  const { images, first, last } = await read
    .selectFrom(ofTime.limit(mostOfTime).as('of_time'))
    .select(({ fn }) => fn.countAll().as('images'))
    .select([sql<number | null>`min(seq)`.as('first'), sql<number | null>`max(seq)`.as('last')])
    .executeTakeFirstOrThrow();
  return Number(images) < mostOfTime ? rangeOf(first, last) : undefined;
}

function rangeOf(first?: number | null, last?: number | null): NumberRange {
  return first == null || last == null ? noNumbers : { first: Number(first), last: Number(last) };
}
