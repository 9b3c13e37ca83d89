import { Injectable } from '@nestjs/common';
import { type DeleteQueryBuilder, type DeleteResult, sql, type Transaction } from 'kysely';
import { Database } from '../database/database.js';
import { takeNumbers } from '../database/numbers.js';
import type { Tables } from '../database/schema.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { undecided } from '../ledger/outcome-writes.js';
import { removeThumbnails } from '../ledger/thumbnail-rows.js';
import { removeOutcomes } from '../ledger/tallies.js';

const rowsPerBatch = 500;

type Deletion = DeleteQueryBuilder<Tables, keyof Tables, DeleteResult>;

/**
 * Deletes rows older than a time (ISO 8601), one batch for each call, and returns the number of rows. Several
 * processes may call it at once. Images in flight stay, however old they are.
 */
@Injectable()
export class RetentionRepository {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerRepository,
  ) {}

  /** Outcomes, and the pictures, thumbnails, labels and shadow predictions that belong to them. */
  outcomes(before: string): Promise<number> {
    return this.locked(async (transaction) => {
      const old = await transaction
        .selectFrom('outcomes')
        .select(['image_id', 'request_id', 'event_source', 'state', 'repeats'])
        .select(['label', 'labels', 'true_label'])
        .where('decided_at', '<', before)
        .where('seq', 'is not', null)
        .orderBy('decided_at')
        .limit(rowsPerBatch)
        .execute();
      if (old.length === 0) return 0;
      const ids = old.map(({ image_id }) => image_id);
      for (const table of ['outcomes', 'pictures', 'labels', 'shadow_predictions'] as const) {
        await transaction.deleteFrom(table).where('image_id', 'in', ids).execute();
      }
      await removeThumbnails(transaction, ids);
      await removeOutcomes(transaction, old);
      const repeats = old.reduce((sum, row) => sum + row.repeats, 0);
      if (repeats > 0) await takeNumbers(transaction, 'repeats', -repeats);
      return old.length;
    });
  }

  /** Requests without any image left in the ledger. */
  requests(before: string): Promise<number> {
    return this.remove((transaction) =>
      transaction.deleteFrom('requests').where('id', 'in', ({ selectFrom }) =>
        selectFrom('requests as old')
          .select('old.id')
          .where('old.created_at', '<', before)
          .where(({ not, exists, selectFrom }) =>
            not(exists(selectFrom('outcomes').select('seq').whereRef('request_id', '=', 'old.id'))),
          )
          .orderBy('old.created_at')
          .limit(rowsPerBatch),
      ),
    );
  }

  /** Dead letters, except those whose image is in flight again. */
  deadLetters(before: string): Promise<number> {
    return this.remove((transaction) =>
      transaction.deleteFrom('dead_letters').where('id', 'in', ({ selectFrom }) =>
        selectFrom('dead_letters as old')
          .select('old.id')
          .where('old.stored_at', '<', before)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('outcomes')
                  .select('seq')
                  .whereRef('outcomes.image_id', '=', 'old.image_id')
                  .where('state', 'in', undecided),
              ),
            ),
          )
          .orderBy('old.stored_at')
          .limit(rowsPerBatch),
      ),
    );
  }

  /** Pictures of images that the ledger does not know, such as uploads that were never published. */
  pictures(before: string): Promise<number> {
    return this.orphans('pictures', 'created_at', before);
  }

  /** Thumbnails of images that the ledger does not know. */
  thumbnails(before: string): Promise<number> {
    return this.locked(async (transaction) => {
      const old = await transaction
        .selectFrom('thumbnails as old')
        .select('old.image_id')
        .where('old.created_at', '<', before)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('outcomes').select('seq').whereRef('image_id', '=', 'old.image_id'))),
        )
        .orderBy('old.created_at')
        .limit(rowsPerBatch)
        .execute();
      return removeThumbnails(
        transaction,
        old.map(({ image_id }) => image_id),
      );
    });
  }

  /** Labels of images that the ledger does not know: their predictions never came. */
  labels(before: string): Promise<number> {
    return this.orphans('labels', 'stored_at', before);
  }

  /** Shadow predictions of images that the ledger does not know. */
  shadowPredictions(before: string): Promise<number> {
    return this.orphans('shadow_predictions', 'created_at', before);
  }

  /** Rows whose image has no row in the ledger. @param time the column with a row's age; it has an index. */
  private orphans(
    table: 'pictures' | 'labels' | 'shadow_predictions',
    time: 'created_at' | 'stored_at',
    before: string,
  ): Promise<number> {
    const age = sql.ref(`old.${time}`);
    const old = sql`select distinct image_id from (select old.image_id from ${sql.table(table)} as old
      where ${age} < ${before}
        and not exists (select 1 from outcomes where outcomes.image_id = old.image_id)
      order by ${age} limit ${sql.lit(rowsPerBatch)}) as oldest`;
    return this.remove((transaction) =>
      transaction
        .deleteFrom(table)
        .where(sql<boolean>`image_id in (${old})`)
        .where(sql<boolean>`${sql.ref(time)} < ${before}`),
    );
  }

  private remove(deletion: (transaction: Transaction<Tables>) => Pick<Deletion, 'executeTakeFirstOrThrow'>) {
    return this.locked(async (transaction) => {
      const { numDeletedRows } = await deletion(transaction).executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    });
  }

  /** Holds the ledger's lock, so that no writer changes the state between reading and deleting. */
  private locked<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.database.write(async (transaction) => {
      await this.ledger.lock(transaction);
      return work(transaction);
    });
  }
}
