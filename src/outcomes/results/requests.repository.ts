import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { ListedRequest } from './requests.contract.js';
import { badInput } from '../../foundation/contract/read-input.js';

/** Lists requests. */
@Injectable()
export class RequestsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Newest first.
   *
   * @param before only requests after this one in the list: the next page.
   * @throws InvalidError `BAD_REQUEST` when no request has the id `before`.
   */
  async newest(limit: number, before: string | undefined): Promise<ListedRequest[]> {
    let query = this.database.read
      .selectFrom('requests')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
    if (before !== undefined) {
      const { id, created_at } = await this.find(before);
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '<', tuple(created_at, id)),
      );
    }
    return (await query.execute()).map((row) => ({
      requestId: row.id,
      broker: row.broker,
      startIdx: row.start_idx,
      endIdx: row.end_idx,
      requested: row.end_idx - row.start_idx,
      uploaded: row.uploaded === 1,
      confirmed: row.accepted,
      createdAt: row.created_at,
    }));
  }

  private async find(id: string): Promise<{ id: string; created_at: string }> {
    const row = await this.database.read
      .selectFrom('requests')
      .select(['id', 'created_at'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) throw badInput('before', id, 'the id of a request, out of the page before');
    return row;
  }
}
