import { Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { Database } from '../database/database.js';
import { takeNumbers } from '../database/numbers.js';
import type { LabelRow, Tables } from '../database/schema.js';
import { compareLabels } from './label-order.js';
import type { LabelEntry, LabelledOutcome, SettledLabel, StoredLabel, WaitingLabel } from './labels.js';
import { findName, isAmbiguous } from '../ledger/image.finder.js';
import { takeTurns } from '../ledger/outcome-writes.js';
import { setTruths } from '../ledger/truths.js';

/** The most labels of one image in an answer. */
const mostShown = 100;

/** A literal in the query: with a parameter the database does not use the partial index. */
const isWaiting = sql.lit('waiting' as const);

/** Stores true labels that come later, and makes the one given last the truth of its image. */
@Injectable()
export class LabelsRepository {
  constructor(private readonly database: Database) {}

  async outcome(imageId: string): Promise<LabelledOutcome | undefined> {
    return this.database.read
      .selectFrom('outcomes')
      .select(['state', 'label', 'labels', 'true_label', 'model', 'model_version as modelVersion'])
      .where('image_id', '=', imageId)
      .executeTakeFirst();
  }

  /** The labels of an image, the one given last first; at most 100. */
  async history(imageId: string): Promise<StoredLabel[]> {
    const rows = await this.database.read
      .selectFrom('labels')
      .selectAll()
      .where('image_id', '=', imageId)
      .orderBy('given_at', 'desc')
      .orderBy('id', 'desc')
      .limit(mostShown)
      .execute();
    const sorted = rows.toSorted(compareLabels);
    const truth = sorted.find(({ state }) => state === 'accepted');
    return sorted.map((row) => ({
      label: row.label,
      classIndex: row.class_index,
      source: row.source,
      state: row.state,
      counts: row === truth,
      replaced: row.replaced,
      reason: row.reason,
      givenAt: row.given_at,
      storedAt: row.stored_at,
    }));
  }

  /** Stores all labels or none; skips one that is stored already, word for word. Keep it to some hundreds a call. */
  async store(entries: readonly LabelEntry[]): Promise<void> {
    await this.database.write(async (transaction) => {
      await takeTurns(transaction, 0);
      const fresh = await withoutKnown(transaction, entries);
      if (fresh.length === 0) return;
      const first = (await takeNumbers(transaction, 'labels', fresh.length)) - fresh.length + 1;
      const rows = fresh.map((entry, at) => rowOf(entry, first + at));
      await transaction.insertInto('labels').values(rows).execute();
      await applyTruths(transaction, idsOf(fresh.filter(({ named }) => named)));
    }, 'labels');
  }

  /** Stores ordinary labels and undoes that. @throws UnavailableError `DATABASE_UNAVAILABLE` when they are refused. */
  tryOrdinary(store: () => Promise<unknown>): Promise<void> {
    return this.database.trials.tryOrdinary(store, 'labels');
  }

  /** Labels that wait although their image is predicted by now. */
  async waiting(imageIds: readonly string[]): Promise<WaitingLabel[]> {
    const rows = await this.database.read
      .selectFrom('labels')
      .innerJoin('outcomes', 'outcomes.image_id', 'labels.image_id')
      .select([
        'labels.id',
        'labels.image_id',
        'labels.label',
        'labels.class_index',
        'model',
        'model_version',
      ])
      .where('labels.image_id', 'in', imageIds)
      .where('labels.state', '=', isWaiting)
      .where('outcomes.state', '=', 'predicted')
      .execute();
    return rows.map((row) => ({
      id: Number(row.id),
      imageId: row.image_id,
      label: row.label ?? row.class_index ?? '',
      model: row.model ?? '',
      modelVersion: row.model_version ?? '',
    }));
  }

  /**
   * Labels that came first may name an image by the id of its event: gives them the image's name, and returns it.
   * Where several images have the id, the labels are refused.
   */
  async nameImages(ids: readonly string[]): Promise<string[]> {
    const waiting = await this.database.read
      .selectFrom('labels')
      .select('image_id')
      .distinct()
      .where('image_id', 'in', ids)
      .where('state', '=', isWaiting)
      .execute();
    const names: string[] = [];
    for (const { image_id: id } of waiting) {
      const found = await this.newsOf(id);
      if (found.image_id === id) continue;
      await this.database.write(async (transaction) => {
        await takeTurns(transaction, 0);
        const update = transaction.updateTable('labels').set(found);
        await update.where('image_id', '=', id).where('state', '=', isWaiting).execute();
      }, 'joined labels');
      if (found.image_id !== undefined) names.push(found.image_id);
    }
    return names;
  }

  private async newsOf(id: string) {
    try {
      return { image_id: await findName(this.database.read, { id }) };
    } catch (error) {
      if (!isAmbiguous(error)) throw error;
      return { state: 'refused' as const, reason: error.message };
    }
  }

  /** Cheap with any number of labels. */
  async doesAnyWait(): Promise<boolean> {
    const query = this.database.read.selectFrom('labels').select('id');
    return (await query.where('state', '=', isWaiting).limit(1).executeTakeFirst()) !== undefined;
  }

  /** Stores the decisions on waiting labels. */
  async settle(settled: readonly SettledLabel[]): Promise<void> {
    await this.database.write(async (transaction) => {
      await takeTurns(transaction, 0);
      for (const label of settled) {
        const news =
          'named' in label
            ? { state: 'accepted' as const, label: label.named.label, class_index: label.named.classIndex }
            : { state: 'refused' as const, reason: label.reason };
        await transaction.updateTable('labels').set(news).where('id', '=', label.id).execute();
      }
      await applyTruths(transaction, idsOf(settled));
    }, 'joined labels');
  }
}

const idsOf = (labels: readonly { readonly imageId: string }[]) => [
  ...new Set(labels.map(({ imageId }) => imageId)),
];

function rowOf({ imageId, label, source, givenAt, named }: LabelEntry, id: number): LabelRow {
  return {
    id,
    image_id: imageId,
    label: named?.label ?? (typeof label === 'string' ? label : null),
    class_index: named?.classIndex ?? (typeof label === 'number' ? label : null),
    source: source ?? null,
    state: named ? 'accepted' : 'waiting',
    replaced: null,
    reason: null,
    given_at: givenAt,
    stored_at: new Date().toISOString(),
  };
}

/** A message may be delivered again: the same label of the same source and time is stored once. */
async function withoutKnown(
  transaction: Transaction<Tables>,
  entries: readonly LabelEntry[],
): Promise<LabelEntry[]> {
  const known = await transaction
    .selectFrom('labels')
    .select(['image_id', 'label', 'class_index', 'source', 'given_at'])
    .where('image_id', 'in', idsOf(entries))
    .execute();
  const keys = new Set(
    known.flatMap((row) =>
      [row.label, row.class_index].map((label) => keyOf(row.image_id, label, row.source, row.given_at)),
    ),
  );
  return entries.filter(({ imageId, label, source, givenAt }) => {
    const key = keyOf(imageId, label, source ?? null, givenAt);
    const isNew = !keys.has(key);
    keys.add(key);
    return isNew;
  });
}

const keyOf = (...parts: readonly (string | number | null)[]) => JSON.stringify(parts);

/** Makes the accepted label given last the truth of each image. */
async function applyTruths(transaction: Transaction<Tables>, imageIds: readonly string[]): Promise<void> {
  if (imageIds.length === 0) return;
  const last = await lastAccepted(transaction, imageIds);
  const truths = new Map([...last].map(([imageId, { label }]) => [imageId, label]));
  for (const [imageId, replaced] of await setTruths(transaction, truths)) {
    const label = last.get(imageId);
    if (!label || replaced === null) continue;
    await transaction.updateTable('labels').set({ replaced }).where('id', '=', label.id).execute();
  }
}

async function lastAccepted(transaction: Transaction<Tables>, imageIds: readonly string[]) {
  const rows = await transaction
    .selectFrom('labels')
    .select(['id', 'image_id', 'label', 'class_index', 'source', 'given_at'])
    .where('image_id', 'in', imageIds)
    .where('state', '=', 'accepted')
    .execute();
  const lastAtEnd = rows.toSorted((one, other) => compareLabels(other, one));
  return new Map(lastAtEnd.map((row) => [row.image_id, row]));
}
