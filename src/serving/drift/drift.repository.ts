import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { Database } from '../../outcomes/database/database.js';
import type { RecentAnswers } from './drift.js';

/** Numbers of outcomes that one query looks through: SQLite answers in this thread, and shall hold nobody up. */
const numbersPerQuery = 10_000;
/** A version that has not answered for longer than this many outcomes is not looked for. */
const mostNumbers = 200_000;

export interface Asked {
  readonly model: string;
  readonly version: string;
  readonly classes: number;
  /** Most predictions. */
  readonly last: number;
}

/** Reads what a version has predicted last. */
@Injectable()
export class DriftRepository {
  constructor(private readonly database: Database) {}

  /** The last predictions of a version, out of the 200,000 outcomes that were stored last. */
  async recent({ model, version, classes, last }: Asked): Promise<RecentAnswers> {
    const rows: Row[] = [];
    const newest = await this.newest();
    const oldest = Math.max(0, newest - mostNumbers);
    for (let to = newest; to > oldest && rows.length < last; to -= numbersPerQuery) {
      const found = await this.database.read
        .selectFrom('outcomes')
        .select(['class_index', 'confidence', 'decided_at'])
        .where('seq', '>', Math.max(oldest, to - numbersPerQuery))
        .where('seq', '<=', to)
        .where('state', '=', 'predicted')
        .where('model', '=', model)
        .where('model_version', '=', version)
        .orderBy('seq', 'desc')
        .limit(last - rows.length)
        .execute();
      rows.push(...found);
      await setImmediate();
    }
    return answersOf(rows, classes);
  }

  /** The last number that an outcome was given. */
  private async newest(): Promise<number> {
    const counters = this.database.read.selectFrom('counters').select('value');
    const { value } = await counters.where('name', '=', 'outcomes').executeTakeFirstOrThrow();
    return Number(value);
  }
}

interface Row {
  readonly class_index: number | null;
  readonly confidence: number | null;
  readonly decided_at: string | null;
}

/** @param rows the newest first. */
function answersOf(rows: readonly Row[], classes: number): RecentAnswers {
  const classCounts = Array<number>(classes).fill(0);
  for (const { class_index: index } of rows) {
    if (index !== null && index < classes) classCounts[index] = (classCounts[index] as number) + 1;
  }
  return {
    classCounts,
    confidences: rows.map(({ confidence }) => confidence ?? 0),
    from: rows.at(-1)?.decided_at ?? null,
    to: rows[0]?.decided_at ?? null,
  };
}
