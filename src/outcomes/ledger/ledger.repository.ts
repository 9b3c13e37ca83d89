import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { randomUUID } from 'node:crypto';
import { Database } from '../database/database.js';
import { DatabaseUnavailable, isPassing } from '../database/verdict.js';
import { AppError } from '../../foundation/errors/app.error.js';
import { publisherSource } from '../../events/image-name.js';
import { insertRows } from '../database/insert-rows.js';
import { databaseTime } from '../database/clock.js';
import type { Tables } from '../database/schema.js';
import { countRepeats, type DecidedRow, insertFirst, takeTurns } from './outcome-writes.js';
import { addOutcomes } from './tallies.js';
import { earlierNames } from './earlier-names.js';
import { PublishingSigns } from './publishing.signs.js';
import { enterAgain } from './enter-again.js';
import { countSources } from './sources.js';

/** One image of a request, before it is published. */
export interface OpenedImage {
  readonly imageId: string;
  readonly imageIndex: number;
  readonly trueLabel?: string | undefined;
}

/** The range of a request's images: `start` inclusive, `end` exclusive. */
export interface OpenedRequest {
  readonly start: number;
  readonly end: number;
  /** They were uploaded, so they are not in the data set. */
  readonly uploaded?: boolean | undefined;
  /** The log that the images go to; see `BrokerAdmin.logId`. */
  readonly logId?: string | undefined;
}

/** Writes the ledger: pending → accepted → predicted | dead, and dead → replaying → predicted | dead. */
@Injectable()
export class LedgerRepository {
  private readonly signs: PublishingSigns;

  constructor(private readonly database: Database) {
    this.signs = new PublishingSigns(database);
    database.trials.provedBy(() => this.openOrdinary());
  }

  /** From now on the request counts as being published, until `closeRequest` or the death of this process. */
  async openRequest(id: string, broker: string, request: OpenedRequest): Promise<void> {
    await this.enterRequest(id, broker, request);
    this.signs.begin(id);
  }

  private async enterRequest(
    id: string,
    broker: string,
    { start, end, uploaded, logId }: OpenedRequest,
  ): Promise<void> {
    const row = {
      id,
      broker,
      start_idx: start,
      end_idx: end,
      uploaded: uploaded ? 1 : 0,
      log_id: logId ?? null,
      created_at: new Date().toISOString(),
    };
    await this.writeOwn((transaction) =>
      transaction
        .insertInto('requests')
        .values({ ...row, publishing_at: databaseTime(transaction) })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute(),
    );
  }

  /** Stores the number of images that the broker has confirmed, at the end of publishing. */
  async closeRequest(requestId: string, accepted: number): Promise<void> {
    this.signs.end(requestId);
    await this.writeOwn((transaction) =>
      transaction.updateTable('requests').set({ accepted }).where('id', '=', requestId).execute(),
    );
  }

  /** Writes the images as pending; call it before they are published. Keep it to some hundreds a call. */
  async open(requestId: string, broker: string, images: readonly OpenedImage[]): Promise<void> {
    const created_at = new Date().toISOString();
    const rows = images.map(({ imageId, imageIndex, trueLabel }) => ({
      image_id: imageId,
      request_id: requestId,
      event_source: publisherSource,
      image_index: imageIndex,
      true_label: trueLabel ?? null,
      broker,
      state: 'pending' as const,
      created_at,
    }));
    await this.writeOwn((transaction) =>
      insertRows(transaction, 'outcomes', rows)
        .onConflict((conflict) => conflict.column('image_id').doNothing())
        .execute(),
    );
  }

  /**
   * The broker has confirmed these images: those still pending become accepted. Those that were taken for never sent,
   * because this process seemed to be dead, are entered again.
   */
  async confirm(imageIds: readonly string[]): Promise<void> {
    await this.writeOwn(async (transaction) => {
      await takeTurns(transaction, 0);
      const { numUpdatedRows } = await transaction
        .updateTable('outcomes')
        .set({ state: 'accepted' })
        .where('image_id', 'in', imageIds)
        .where('state', '=', 'pending')
        .executeTakeFirstOrThrow();
      if (Number(numUpdatedRows) < imageIds.length) await enterAgain(transaction, imageIds);
    });
  }

  /** Stores ordinary outcomes and undoes that. @throws UnavailableError `DATABASE_UNAVAILABLE` when they are refused. */
  tryOrdinary(store: () => Promise<unknown>): Promise<void> {
    return this.database.trials.tryOrdinary(store, 'outcomes');
  }

  /** The prediction stored last; undefined before the first. */
  newestPrediction(): Promise<DecidedRow | undefined> {
    const newest = this.database.read.selectFrom('outcomes').selectAll().orderBy('seq', 'desc').limit(1);
    return newest.where('state', '=', 'predicted').executeTakeFirst() as Promise<DecidedRow | undefined>;
  }

  /** The names that earlier versions gave to these images; see `earlierNames`. */
  earlierNames(rows: readonly DecidedRow[]): Promise<ReadonlyMap<string, string>> {
    return earlierNames(this.database.read, rows);
  }

  /** The broker does not have these images: those still pending are forgotten, with their pictures. */
  async withdraw(imageIds: readonly string[]): Promise<void> {
    await this.database.write(async (transaction) => {
      await takeTurns(transaction, 0);
      await transaction
        .deleteFrom('outcomes')
        .where('image_id', 'in', imageIds)
        .where('state', '=', 'pending')
        .execute();
      await transaction
        .deleteFrom('pictures')
        .where('image_id', 'in', imageIds)
        .where('image_id', 'not in', ({ selectFrom }) =>
          selectFrom('outcomes').select('outcomes.image_id').where('outcomes.image_id', 'in', imageIds),
        )
        .execute();
    });
  }

  /**
   * Gives each image its outcome. The first outcome stays, further ones are only counted. An image that the ledger
   * does not know is entered with it. All rows or none. Keep it to some hundreds a call.
   */
  async decide(rows: readonly DecidedRow[]): Promise<void> {
    await this.database.write((transaction) => this.decideIn(transaction, rows), 'outcomes');
  }

  /** The same within a transaction that stores more; without `lock` before, it must be the first call in it. */
  async decideIn(transaction: Transaction<Tables>, rows: readonly DecidedRow[]): Promise<void> {
    const first = new Map<string, DecidedRow>();
    const again: string[] = [];
    for (const row of rows) {
      if (first.has(row.image_id)) again.push(row.image_id);
      else first.set(row.image_id, row);
    }
    if (first.size === 0) return;
    const last = await takeTurns(transaction, first.size);
    const { entered, repeated } = await insertFirst(transaction, [...first.values()], last);
    const repeats = [...repeated, ...again];
    if ((await countRepeats(transaction, repeats)) < new Set(repeats).size) throw notKept();
    await addOutcomes(transaction, entered);
  }

  /** Other writers of the ledger wait until this transaction ends. Call it before the first query. */
  async lock(transaction: Transaction<Tables>): Promise<void> {
    await takeTurns(transaction, 0);
  }

  /** Outcomes that are known repeats: they change nothing and are counted. */
  async repeat(transaction: Transaction<Tables>, imageIds: readonly string[]): Promise<void> {
    await countRepeats(transaction, imageIds);
  }

  /**
   * Marks a dead image as in flight, just before its dead letter is replayed. A predicted image stays predicted.
   *
   * @param replays the number of its replays, this one included.
   */
  async replay(transaction: Transaction<Tables>, imageId: string, replays: number): Promise<void> {
    const dead = await transaction
      .selectFrom('outcomes')
      .select(['image_id', 'request_id', 'event_source', 'state'])
      .where('image_id', '=', imageId)
      .where('state', '=', 'dead')
      .execute();
    await countSources(transaction, dead, -1);
    await transaction
      .updateTable('outcomes')
      .set({ state: 'replaying', replays, seq: null, decided_at: null })
      .where('image_id', '=', imageId)
      .where('state', 'in', ['dead', 'replaying'])
      .execute();
  }

  /** The images that are being replayed, with the number of the replay. */
  async replaying(
    transaction: Transaction<Tables>,
    imageIds: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    if (imageIds.length === 0) return new Map();
    const rows = await transaction
      .selectFrom('outcomes')
      .select(['image_id', 'replays'])
      .where('image_id', 'in', imageIds)
      .where('state', '=', 'replaying')
      .execute();
    return new Map(rows.map(({ image_id, replays }) => [image_id, replays]));
  }

  /** Two images, so that a rule that takes only one row refuses them. */
  private async openOrdinary(): Promise<void> {
    const id = `trial ${randomUUID()}`;
    await this.enterRequest(id, 'embedded', { start: 0, end: 2 });
    await this.open(
      id,
      'embedded',
      [0, 1].map((imageIndex) => ({ imageId: `${id}/${imageIndex}`, imageIndex })),
    );
  }

  /** Rows that are made here: no sender has chosen their values, so a refusal is the table's fault. */
  private async writeOwn(work: (transaction: Transaction<Tables>) => Promise<unknown>): Promise<void> {
    try {
      await this.database.write(work);
    } catch (error) {
      throw error instanceof AppError && !isPassing(error)
        ? this.database.trials.refusedImages(error)
        : error;
    }
  }
}

/** An outcome was neither entered nor there before: acknowledging its message would lose it. */
const notKept = () =>
  new DatabaseUnavailable(
    'the table outcomes does not keep every row that is written to it; undo what was changed, such as triggers or rules',
    'tables',
  );
