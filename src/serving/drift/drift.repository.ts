import { Injectable } from '@nestjs/common';
import { newestRanges } from '../../outcomes/ledger/newest-outcomes.js';
import { Database } from '../../outcomes/database/database.js';
import type { RecentAnswers } from './drift.js';

export interface Asked {
  readonly model: string;
  readonly version: string;
  readonly classes: number;
  /** Most predictions. */
  readonly last: number;
}

/** Reads the last predictions of a version. */
@Injectable()
export class DriftRepository {
  constructor(private readonly database: Database) {}

  /** The last predictions of a version, among the newest 200,000 outcomes. */
  async recent({ model, version, classes, last }: Asked): Promise<RecentAnswers> {
    const rows: Row[] = [];
    for await (const { first, last: newest } of newestRanges(this.database)) {
      const found = await this.database.scan((read) =>
        read
          .selectFrom('outcomes')
          .select(['class_index', 'confidence', 'decided_at'])
          .where('seq', '>=', first)
          .where('seq', '<=', newest)
          .where('state', '=', 'predicted')
          .where('model', '=', model)
          .where('model_version', '=', version)
          .orderBy('seq', 'desc')
          .limit(last - rows.length)
          .execute(),
      );
      rows.push(...found);
      if (rows.length === last) break;
    }
    return answersOf(rows, classes);
  }
}

interface Row {
  readonly class_index: number | null;
  readonly confidence: number | null;
  readonly decided_at: string | null;
}

function answersOf(rows: readonly Row[], classes: number): RecentAnswers {
  const classCounts = Array<number>(classes).fill(0);
  for (const { class_index: index } of rows) {
    if (index !== null && index < classes) classCounts[index] = (classCounts[index] as number) + 1;
  }
  return {
    classCounts,
    confidences: rows.map(({ confidence }) => confidence ?? 0),
    ...spanOf(rows.flatMap(({ decided_at }) => decided_at ?? [])),
  };
}

/** Clocks jump, so the newest prediction need not have the latest time. */
function spanOf(times: readonly string[]): Pick<RecentAnswers, 'from' | 'to'> {
  const sorted = times.toSorted();
  return { from: sorted[0] ?? null, to: sorted.at(-1) ?? null };
}
