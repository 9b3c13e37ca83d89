import { sql, type Transaction } from 'kysely';
import { insertRows } from '../database/insert-rows.js';
import { takeNumbers } from '../database/numbers.js';
import type { LabelColumns } from './several-labels.js';
import type { SourcedOutcome } from './sources.js';
import type { NewOutcomeRow, OutcomeState, Tables } from '../database/schema.js';

export const undecided: OutcomeState[] = ['pending', 'accepted', 'replaying'];
const decided: OutcomeState[] = ['predicted', 'dead'];

/** A row with its outcome, without the columns that the ledger fills in itself. */
export type DecidedRow = Omit<
  NewOutcomeRow,
  'state' | 'seq' | 'repeats' | 'replays' | 'created_at' | 'decided_at'
> & {
  readonly state: Extract<OutcomeState, 'predicted' | 'dead'>;
};

/** The fields of an outcome that the running numbers need. */
export type EnteredOutcome = SourcedOutcome & LabelColumns;

/**
 * Takes `count` numbers of the sequence and returns the last; other writers wait until this transaction ends. Every
 * writer of outcomes calls it first. So it sees the commit of the writer before it, numbers commit in their order,
 * and no two writers wait for each other's rows.
 */
export function takeTurns(transaction: Transaction<Tables>, count: number): Promise<number> {
  return takeNumbers(transaction, 'outcomes', count);
}

/**
 * Counts one more outcome for each listed id whose image has its outcome; an id may be listed several times. Returns
 * the number of these images.
 */
export async function countRepeats(
  transaction: Transaction<Tables>,
  imageIds: readonly string[],
): Promise<number> {
  const times = new Map<string, number>();
  for (const imageId of imageIds) times.set(imageId, (times.get(imageId) ?? 0) + 1);
  let repeats = 0;
  let images = 0;
  for (const count of new Set(times.values())) {
    const { numUpdatedRows } = await transaction
      .updateTable('outcomes')
      .set((row) => ({ repeats: row('repeats', '+', count) }))
      .where(
        'image_id',
        'in',
        [...times.keys()].filter((imageId) => times.get(imageId) === count),
      )
      .where('state', 'in', decided)
      .executeTakeFirstOrThrow();
    images += Number(numUpdatedRows);
    repeats += count * Number(numUpdatedRows);
  }
  if (repeats > 0) await takeNumbers(transaction, 'repeats', repeats);
  return images;
}

/** Columns that an undecided image takes from its outcome, and those that it keeps where it has them. */
const taken = [
  ...([
    'state',
    'seq',
    'source',
    'label',
    'class_index',
    'confidence',
    'labels',
    'top',
    'unsure',
    'trace_id',
  ] as const),
  ...(['model', 'model_version', 'timings', 'error_code', 'reason', 'decided_at'] as const),
] as const;
const kept = ['image_index', 'event_source', 'event_id', 'event_key', 'true_label'] as const;

/** Returns the outcomes that are the first of their image, and the ids of the others, which change nothing. */
export async function insertFirst(
  transaction: Transaction<Tables>,
  rows: readonly DecidedRow[],
  last: number,
): Promise<{ entered: EnteredOutcome[]; repeated: string[] }> {
  const now = new Date().toISOString();
  const first = last - rows.length + 1;
  const numbered = rows.map((row, at) => ({ ...row, seq: first + at, created_at: now, decided_at: now }));
  const entered = await insertRows(transaction, 'outcomes', numbered)
    .onConflict((conflict) =>
      conflict
        .column('image_id')
        .doUpdateSet(({ ref }) => ({
          ...Object.fromEntries(taken.map((name) => [name, ref(`excluded.${name}`)])),
          ...Object.fromEntries(
            kept.map((name) => [name, sql`coalesce(${ref(`outcomes.${name}`)}, ${ref(`excluded.${name}`)})`]),
          ),
        }))
        .where('outcomes.state', 'in', undecided),
    )
    .returning(['seq', 'image_id', 'request_id', 'event_source', 'state', 'label', 'labels', 'true_label'])
    .execute();
  const numbers = new Set(entered.map(({ seq }) => Number(seq)));
  const repeated = numbered.filter(({ seq }) => !numbers.has(seq)).map(({ image_id }) => image_id);
  return { entered, repeated };
}
