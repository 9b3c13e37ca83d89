import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { takeNumbers } from '../database/numbers.js';
import { Database } from '../database/database.js';
import type { DeadLetterRow, Tables } from '../database/schema.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { DecidedRow } from '../ledger/outcome-writes.js';
import type { DeadLetter } from '../../events/dead-letter.event.js';
import { findName, isAmbiguous } from '../ledger/image.finder.js';
import { type DeadLetterFilter, matchesDeadLetterFilter } from './dead-letter.filter.js';
import { ordinaryLetter } from './ordinary-letter.js';
import { outcomeOfRow, type ReceivedLetter, rowOfLetter, type UnstoredRow } from './dead-letter.rows.js';

export interface DeadLetterPage extends DeadLetterFilter {
  readonly limit: number;
  /** Only letters stored before the one with this id. */
  readonly before?: number | undefined;
}

/** A letter to store, and whether it is about an image or about a prediction. */
interface Entry extends ReceivedLetter {
  readonly row: UnstoredRow;
}

/** All columns of a letter except the large ones. */
export type LetterSummaryRow = Omit<DeadLetterRow, 'payload' | 'envelope'>;

const identity = ['broker', 'letter_topic', 'message_id', 'published_at'] as const;
const summary = [
  ...identity,
  ...(['id', 'topic', 'source_partition', 'source_offset', 'first_seen', 'image_id', 'request_id'] as const),
  ...([
    'code',
    'reason',
    'attempts',
    'replays',
    'obstacle',
    'payload_bytes',
    'stored_at',
    'replayed_at',
  ] as const),
] as const;

/** Stores dead letters as they came, and updates the ledger with them. */
@Injectable()
export class DeadLettersRepository {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerRepository,
  ) {}

  /**
   * Stores each letter once, however often it is delivered, and gives its image the outcome `dead`. All or none. Keep
   * it to some hundreds a call.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`
   */
  async store(letters: readonly ReceivedLetter[]): Promise<void> {
    await this.database.write(async (transaction) => {
      await this.ledger.lock(transaction);
      const entries: Entry[] = [];
      for (const received of letters) {
        entries.push({ ...received, row: await named(transaction, rowOfLetter(received), received.letter) });
      }
      const isNew = await insertNew(transaction, entries);
      await this.deadLetter(transaction, entries, isNew);
    }, 'dead letters');
  }

  /** Stores ordinary letters and undoes that. @throws UnavailableError `DATABASE_UNAVAILABLE` when they are refused. */
  tryOrdinary(): Promise<void> {
    return this.database.trials.tryOrdinary(
      () => this.store([ordinaryLetter(), ordinaryLetter()]),
      'dead letters',
    );
  }

  /** Newest first, without the large columns. */
  page({ limit, before, ...filter }: DeadLetterPage): Promise<LetterSummaryRow[]> {
    return this.database.scan((read) => {
      const query = read
        .selectFrom('dead_letters')
        .select(summary)
        .where(matchesDeadLetterFilter(filter))
        .orderBy('id', 'desc')
        .limit(limit);
      return (before === undefined ? query : query.where('id', '<', before)).execute();
    });
  }

  find(id: number): Promise<DeadLetterRow | undefined> {
    return this.database.read.selectFrom('dead_letters').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /**
   * A repeated letter changes nothing. Neither does a letter of an earlier round than the running replay: the
   * replayed message will have its own outcome.
   */
  private async deadLetter(
    transaction: Transaction<Tables>,
    entries: readonly Entry[],
    isNew: readonly boolean[],
  ): Promise<void> {
    const ids = entries.flatMap(({ row }) => row.image_id ?? []);
    const replaying = await this.ledger.replaying(transaction, ids);
    const decided: DecidedRow[] = [];
    const repeated: string[] = [];
    entries.forEach((entry, at) => {
      const outcome = outcomeOfRow(entry.row, entry.letter);
      if (!outcome) return;
      if (isNew[at] && !isLate(entry, replaying.get(outcome.image_id))) decided.push(outcome);
      else repeated.push(outcome.image_id);
    });
    await this.ledger.decideIn(transaction, decided);
    await this.ledger.repeat(transaction, repeated);
  }
}

/** Letters of earlier versions name an image by the id of its event alone: if several have it, by none. */
async function named(
  transaction: Transaction<Tables>,
  row: UnstoredRow,
  { imageId, imageSource }: DeadLetter,
): Promise<UnstoredRow> {
  if (imageId === undefined || imageSource !== undefined) return row;
  const image_id = await findName(transaction, { id: imageId }).catch((error: unknown) => {
    if (isAmbiguous(error)) return null;
    throw error;
  });
  return { ...row, image_id };
}

/** Each replay of an image makes new predictions, so their letters always belong to the last replay. */
function isLate({ pattern, row }: Entry, round = 0): boolean {
  return pattern === 'images-dlt' && row.replays < round;
}

async function insertNew(transaction: Transaction<Tables>, entries: readonly Entry[]): Promise<boolean[]> {
  const last = await takeNumbers(transaction, 'dead-letters', entries.length);
  const rows = entries.map(({ row }, at) => ({ id: last - entries.length + 1 + at, ...row }));
  const inserted = await transaction
    .insertInto('dead_letters')
    .values(rows)
    .onConflict((conflict) => conflict.columns([...identity]).doNothing())
    .returning('id')
    .execute();
  const ids = new Set(inserted.map(({ id }) => Number(id)));
  return rows.map(({ id }) => ids.has(id));
}
