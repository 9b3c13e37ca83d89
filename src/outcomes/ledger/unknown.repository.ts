import { Injectable } from '@nestjs/common';
import { type Kysely, sql, type Transaction } from 'kysely';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { Database } from '../database/database.js';
import type { Tables } from '../database/schema.js';
import { takeTurns } from './outcome-writes.js';
import { isPublishing, isUnknown, silentAfterS } from './publishing.signs.js';

const idsPerStatement = 500;

/** A request that is not being published any more, and has images that no broker has confirmed. */
export interface UnknownRequest {
  readonly requestId: string;
  /** Null for images without a request. */
  readonly broker: string | null;
  /** Its unknown images. */
  readonly images: number;
  /** When the oldest of them was made, ISO 8601. */
  readonly since: string;
  /** The publisher said itself that nothing more will be sent. */
  readonly closed: boolean;
  /** The broker's log that its images were for; null where that is not known. */
  readonly logId: string | null;
  /** The publisher's last sign of life; null where it gave none. */
  readonly sign: string | null;
}

/** What is known now about unknown images. An image in neither list stays unknown. */
export interface Findings {
  /** Ids of images that the broker has: they become accepted. */
  readonly atBroker: readonly string[];
  /** Ids of images that the broker does not have: they are forgotten. `all`: every image that is not in `atBroker`. */
  readonly absent: readonly string[] | 'all';
}

export interface Resolution {
  readonly accepted: number;
  readonly forgotten: number;
}

/** Finds unknown images, and ends their being unknown. */
@Injectable()
export class UnknownRepository {
  constructor(private readonly database: Database) {}

  /** Requests with unknown images, at most `limit`, the oldest image first. */
  async requests(limit: number): Promise<UnknownRequest[]> {
    const columns = [
      'outcomes.request_id',
      'outcomes.broker',
      'r.accepted',
      'r.publishing_at',
      'r.log_id',
    ] as const;
    const rows = await this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .leftJoin('requests as r', 'r.id', 'outcomes.request_id')
        .select(columns)
        .select(({ fn }) => [
          fn.countAll().as('images'),
          fn.min('outcomes.created_at').as('since'),
          fn.max('r.id').as('known'),
        ])
        .where(isUnknown(read))
        .groupBy(columns)
        .orderBy(({ fn }) => fn.min('outcomes.created_at'))
        .limit(limit)
        .execute(),
    );
    return rows.map((row) => ({
      requestId: row.request_id,
      broker: row.broker,
      images: Number(row.images),
      since: row.since,
      closed: row.known === null || row.accepted !== null,
      logId: row.log_id,
      sign: row.publishing_at,
    }));
  }

  /** Ids of a request's unknown images in their order, at most `limit`, after the id `after`. */
  images(
    requestId: string,
    { limit, after = '' }: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly imageId: string; readonly createdAt: string }[]> {
    return this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .select(['image_id as imageId', 'created_at as createdAt'])
        .where('request_id', '=', requestId)
        .where(isUnknown(read))
        .where('image_id', '>', after)
        .orderBy('image_id')
        .limit(limit)
        .execute(),
    );
  }

  /**
   * Applies the findings to the unknown images of a request; images that are not unknown stay as they are. An outcome
   * that comes for a forgotten image enters it again. Keep each list to some thousands.
   *
   * @throws InvalidError `STILL_PUBLISHING` while the request's publisher lives; nothing has changed then.
   */
  async resolve(requestId: string, { atBroker, absent }: Findings): Promise<Resolution> {
    return this.database.write(async (transaction) => {
      await takeTurns(transaction, 0);
      await refusePublishing(transaction, requestId);
      const accepted = await inParts(atBroker, (ids) => accept(transaction, requestId, ids));
      const forgotten =
        absent === 'all'
          ? await forget(transaction, requestId, undefined)
          : await inParts(absent, (ids) => forget(transaction, requestId, ids));
      return { accepted, forgotten };
    });
  }
}

async function refusePublishing(transaction: Transaction<Tables>, requestId: string): Promise<void> {
  const request = await transaction
    .selectFrom('requests')
    .select(sql<boolean | number>`${isPublishing(transaction as Kysely<Tables>)}`.as('publishing'))
    .where('id', '=', requestId)
    .executeTakeFirst();
  if (!request?.publishing) return;
  const text =
    `the request ${requestId} is still being published: its images are not unknown; wait for its end, or ` +
    `${silentAfterS} s after its publisher has died`;
  throw new InvalidError('STILL_PUBLISHING', text, { details: { requestId } });
}

async function accept(
  transaction: Transaction<Tables>,
  requestId: string,
  ids: readonly string[],
): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable('outcomes')
    .set({ state: 'accepted' })
    .where('request_id', '=', requestId)
    .where('state', '=', 'pending')
    .where('image_id', 'in', ids)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** @param ids default: all. */
async function forget(
  transaction: Transaction<Tables>,
  requestId: string,
  ids: readonly string[] | undefined,
): Promise<number> {
  const pending = transaction
    .deleteFrom('outcomes')
    .where('request_id', '=', requestId)
    .where('state', '=', 'pending');
  const some = ids === undefined ? pending : pending.where('image_id', 'in', ids);
  const { numDeletedRows } = await some.executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

async function inParts(
  ids: readonly string[],
  work: (part: readonly string[]) => Promise<number>,
): Promise<number> {
  let rows = 0;
  for (let at = 0; at < ids.length; at += idsPerStatement)
    rows += await work(ids.slice(at, at + idsPerStatement));
  return rows;
}
