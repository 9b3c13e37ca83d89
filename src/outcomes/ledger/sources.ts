import { type Expression, sql, type Transaction } from 'kysely';
import type { OutcomeState, SourcesTable, Tables } from '../database/schema.js';
import { requestsHere } from './requests-here.js';

/** The most sources with numbers of their own: anybody may write a new source in each event. */
export const mostSources = 10_000;
/** In characters. A source may be longer than the key of an index. */
const sourceCharacters = 512;
/** The row of all further sources; no event has an empty source. */
const others = '';

/** The fields of an outcome that the numbers of its source need. */
export interface SourcedOutcome {
  readonly image_id: string;
  readonly request_id: string;
  readonly event_source: string | null;
  readonly state: OutcomeState;
}

type Numbers = Pick<SourcesTable, 'predicted' | 'dead'>;

/**
 * Adds outcomes to the numbers of their sources, or subtracts them. Images of a request that was made here count there;
 * its row stays as long as one of them. Call it while holding the ledger's lock.
 */
export async function countSources(
  transaction: Transaction<Tables>,
  outcomes: readonly SourcedOutcome[],
  each: 1 | -1,
): Promise<void> {
  const sums = sum(await ofOthers(transaction, outcomes));
  if (sums.size === 0) return;
  const listed = await listedOf(transaction, [...sums.keys()], each);
  const rows = new Map<string, Numbers>();
  for (const [source, numbers] of sums) {
    const name = listed.has(source) ? source : others;
    const { predicted, dead } = rows.get(name) ?? { predicted: 0, dead: 0 };
    rows.set(name, { predicted: predicted + each * numbers.predicted, dead: dead + each * numbers.dead });
  }
  const now = new Date().toISOString();
  const values = [...rows].map(([source, numbers]) => ({ source, ...numbers, first_at: now, last_at: now }));
  await transaction
    .insertInto('sources')
    .values(values)
    .onConflict((conflict) =>
      conflict.column('source').doUpdateSet(({ ref }) => ({
        predicted: plus(ref('sources.predicted'), ref('excluded.predicted')),
        dead: plus(ref('sources.dead'), ref('excluded.dead')),
        ...(each === 1 && { last_at: ref('excluded.last_at') }),
      })),
    )
    .execute();
  if (each === -1)
    await transaction
      .deleteFrom('sources')
      .where(({ eb }) => eb(eb('predicted', '+', eb.ref('dead')), '<=', 0))
      .execute();
}

const plus = (one: Expression<number>, other: Expression<number>) => sql<number>`${one} + ${other}`;

/** Without those of requests that were made here. */
async function ofOthers(
  transaction: Transaction<Tables>,
  outcomes: readonly SourcedOutcome[],
): Promise<readonly SourcedOutcome[]> {
  const grouped = outcomes.filter(({ image_id, request_id }) => request_id !== image_id);
  const own = await requestsHere(
    transaction,
    grouped.map(({ request_id }) => request_id),
  );
  return outcomes.filter(({ request_id }) => !own.has(request_id));
}

function sum(outcomes: readonly SourcedOutcome[]): Map<string, Numbers> {
  const sums = new Map<string, Numbers>();
  for (const { event_source, state } of outcomes) {
    if (event_source === null) continue;
    const source = [...event_source].slice(0, sourceCharacters).join('');
    const { predicted, dead } = sums.get(source) ?? { predicted: 0, dead: 0 };
    sums.set(source, {
      predicted: predicted + Number(state === 'predicted'),
      dead: dead + Number(state === 'dead'),
    });
  }
  return sums;
}

/** Those of the sources that have, or now get, numbers of their own. */
async function listedOf(
  transaction: Transaction<Tables>,
  sources: readonly string[],
  each: 1 | -1,
): Promise<ReadonlySet<string>> {
  const known = await transaction
    .selectFrom('sources')
    .select('source')
    .where('source', 'in', sources)
    .execute();
  const listed = new Set(known.map(({ source }) => source));
  if (each === -1 || listed.size === sources.length) return listed;
  const { count } = await transaction
    .selectFrom('sources')
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  const fresh = sources.filter((source) => !listed.has(source));
  for (const source of fresh.slice(0, Math.max(0, mostSources - Number(count)))) listed.add(source);
  return listed;
}
