import { sql, type Transaction } from 'kysely';
import type { Tables, TalliesTable } from '../database/schema.js';
import type { EnteredOutcome } from './outcome-writes.js';
import { countedLabel, furtherLabels, type LabelColumns } from './several-labels.js';
import { countSources } from './sources.js';

type TalliedOutcome = Pick<EnteredOutcome, 'state'> & LabelColumns;

/** Slots in the ring of seconds: more than are ever shown, so that no slot is read while it is overwritten. */
export const rateSlots = 120;
/** In characters. A label may be longer than the key of an index. */
const labelCharacters = 200;

/** Adds outcomes that this transaction has entered to the running numbers. */
export async function addOutcomes(
  transaction: Transaction<Tables>,
  entered: readonly EnteredOutcome[],
): Promise<void> {
  if (entered.length === 0) return;
  await tally(transaction, entered, 1);
  await countSources(transaction, entered, 1);
  const second = Math.floor(Date.now() / 1000);
  await transaction
    .insertInto('rates')
    .values({ slot: second % rateSlots, second, images: entered.length })
    .onConflict((conflict) =>
      conflict.column('slot').doUpdateSet(({ ref }) => ({
        second: ref('excluded.second'),
        images: sql<number>`${ref('excluded.images')} + case when ${ref('rates.second')} = ${ref('excluded.second')}
          then ${ref('rates.images')} else 0 end`,
      })),
    )
    .execute();
}

/** Subtracts outcomes that it has deleted. */
export async function removeOutcomes(
  transaction: Transaction<Tables>,
  removed: readonly EnteredOutcome[],
): Promise<void> {
  await countSources(transaction, removed, -1);
  await untally(transaction, removed);
}

async function untally(transaction: Transaction<Tables>, removed: readonly TalliedOutcome[]): Promise<void> {
  await tally(transaction, removed, -1);
  for (const table of ['tallies', 'further_labels'] as const) {
    await transaction.deleteFrom(table).where('images', '<=', 0).execute();
  }
}

/** Moves outcomes whose truth has changed. */
export async function replaceOutcomes(
  transaction: Transaction<Tables>,
  before: readonly TalliedOutcome[],
  after: readonly TalliedOutcome[],
): Promise<void> {
  await tally(transaction, after, 1);
  await untally(transaction, before);
}

async function tally(
  transaction: Transaction<Tables>,
  outcomes: readonly TalliedOutcome[],
  each: 1 | -1,
): Promise<void> {
  const sums = new Map<string, TalliesTable>();
  const predicted = outcomes.filter(({ state }) => state === 'predicted');
  await tallyFurther(transaction, predicted, each);
  for (const outcome of predicted) {
    const { true_label } = outcome;
    const names = { true_label: cut(true_label ?? ''), label: cut(countedLabel(outcome)) };
    const key = JSON.stringify([true_label === null, names]);
    const sum = sums.get(key) ?? { known: true_label === null ? 0 : 1, ...names, images: 0 };
    sum.images += each;
    sums.set(key, sum);
  }
  if (sums.size === 0) return;
  await transaction
    .insertInto('tallies')
    .values([...sums.values()])
    .onConflict((conflict) =>
      conflict.columns(['known', 'true_label', 'label']).doUpdateSet(({ ref }) => ({
        images: sql<number>`${ref('tallies.images')} + ${ref('excluded.images')}`,
      })),
    )
    .execute();
}

async function tallyFurther(
  transaction: Transaction<Tables>,
  predicted: readonly TalliedOutcome[],
  each: 1 | -1,
): Promise<void> {
  const sums = new Map<string, number>();
  for (const name of predicted.flatMap(furtherLabels)) {
    sums.set(cut(name), (sums.get(cut(name)) ?? 0) + each);
  }
  if (sums.size === 0) return;
  await transaction
    .insertInto('further_labels')
    .values([...sums].map(([label, images]) => ({ label, images })))
    .onConflict((conflict) =>
      conflict.column('label').doUpdateSet(({ ref }) => ({
        images: sql<number>`${ref('further_labels.images')} + ${ref('excluded.images')}`,
      })),
    )
    .execute();
}

/** By characters, as the databases count them. */
function cut(label: string): string {
  return label.length <= labelCharacters ? label : [...label].slice(0, labelCharacters).join('');
}
