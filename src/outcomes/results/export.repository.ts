import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Renderer } from '../database/renderer.js';
import type { OutcomeRow } from '../database/schema.js';
import type { NumberRange } from '../ledger/newest-outcomes.js';
import type { Lines } from './export-lines.js';
import type { PredictionFilter } from './prediction-filter.js';
import { PredictionScan } from './prediction-scan.js';

/** Below 1 MB of text. */
const rowsPerChunk = 500;

type LinesOf = Renderer<OutcomeRow, Lines>;

/** Reads all predictions that match, as the lines of a file. */
@Injectable()
export class ExportRepository {
  constructor(private readonly database: Database) {}

  /**
   * Everything that matches and is stored now, newest first, in chunks of at most 500 lines. Others read between two
   * chunks, and as long as nobody asks for the next one.
   *
   * @param signal ends the chunks.
   * @throws UnavailableError `BUSY`, `DATABASE_UNAVAILABLE`
   */
  async lines(
    filter: PredictionFilter,
    linesOf: LinesOf,
    signal?: AbortSignal,
  ): Promise<AsyncGenerator<Uint8Array>> {
    this.database.admit('bulk');
    const scan = new PredictionScan(this.database, filter, 'bulk', signal);
    return chunks(scan, await scan.range(), linesOf, signal);
  }
}

async function* chunks(
  scan: PredictionScan,
  { first, last }: NumberRange,
  linesOf: LinesOf,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = last; next >= first;) {
      const { part, left } = await scan.lines({ first, last: next }, rowsPerChunk, linesOf);
      next = left;
      if (part.length > 0) yield part;
    }
  } catch (error) {
    // Nobody reads the rest.
    if (!signal?.aborted) throw error;
  }
}
