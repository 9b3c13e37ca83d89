import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { ListedSource } from './sources.contract.js';

/** Lists the sources of images that no request made here. */
@Injectable()
export class SourcesRepository {
  constructor(private readonly database: Database) {}

  async latest(limit: number): Promise<ListedSource[]> {
    const rows = await this.database.scan((read) =>
      read
        .selectFrom('sources')
        .selectAll()
        .orderBy('last_at', 'desc')
        .orderBy('source')
        .limit(limit)
        .execute(),
    );
    return rows.map((row) => ({
      source: row.source || null,
      predicted: Number(row.predicted),
      dead: Number(row.dead),
      firstAt: row.first_at,
      lastAt: row.last_at,
    }));
  }
}
