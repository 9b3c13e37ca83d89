import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { OldestFirst, StoredOutcome } from './outcomes.contract.js';

/** Lists every outcome, so that another program can compare them with a broker's messages. */
@Injectable()
export class OutcomesRepository {
  constructor(private readonly database: Database) {}

  async page({ after, limit }: OldestFirst): Promise<StoredOutcome[]> {
    const rows = await this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .select([
          'seq',
          'image_id',
          'event_source',
          'event_id',
          'request_id',
          'state',
          'error_code',
          'repeats',
        ])
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit)
        .execute(),
    );
    return rows.map((row) => ({
      seq: Number(row.seq),
      imageId: row.image_id,
      imageSource: row.event_source,
      imageEventId: row.event_id,
      requestId: row.request_id,
      state: row.state,
      code: row.error_code,
      repeats: row.repeats,
    }));
  }
}
