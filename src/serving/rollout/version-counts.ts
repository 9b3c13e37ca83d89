import { type Kysely, sql } from 'kysely';
import { newestRanges, type NumberRange } from '../../outcomes/ledger/newest-outcomes.js';
import type { Database } from '../../outcomes/database/database.js';
import { jsonNumber } from '../../outcomes/database/json-number.js';
import { isRight } from '../../outcomes/ledger/several-labels.js';
import type { Tables } from '../../outcomes/database/schema.js';

/** Sums over the images that a version has answered; `computed` of them have a known compute time. */
export interface VersionCounts {
  images: number;
  known: number;
  right: number;
  confidence: number;
  computed: number;
  computeMs: number;
}

/** Counts each version's answers among the newest outcomes. @param since ISO 8601. */
export async function countVersions(
  database: Database,
  model: string,
  since: string | undefined,
): Promise<Map<string, VersionCounts>> {
  const sums = new Map<string, VersionCounts>();
  for await (const range of newestRanges(database)) {
    const counted = await database.scan((read) => countRange(read, { model, since, ...range }));
    for (const { version, ...counts } of counted) {
      sums.set(version ?? '', added(sums.get(version ?? ''), counts));
    }
  }
  return sums;
}

interface Counted extends NumberRange {
  readonly model: string;
  readonly since: string | undefined;
}

function countRange(read: Kysely<Tables>, { model, since, first, last }: Counted) {
  const query = read
    .selectFrom('outcomes')
    .select(({ fn, ref }) => {
      const computed = jsonNumber(read, ref('timings'), 'computeMs');
      return [
        'model_version as version',
        fn.countAll<number>().as('images'),
        fn.count<number>('true_label').as('known'),
        sql<number>`sum(case when ${isRight()} then 1 else 0 end)`.as('right'),
        fn.sum<number>('confidence').as('confidence'),
        fn.count<number>(computed).as('computed'),
        fn.coalesce(fn.sum<number>(computed), sql<number>`0`).as('computeMs'),
      ];
    })
    .where('model', '=', model)
    .where('state', '=', 'predicted')
    .where('seq', '>=', first)
    .where('seq', '<=', last)
    .groupBy('model_version');
  return (since === undefined ? query : query.where('decided_at', '>=', since)).execute();
}

const nothing: VersionCounts = { images: 0, known: 0, right: 0, confidence: 0, computed: 0, computeMs: 0 };

function added(sum: VersionCounts = nothing, counts: VersionCounts): VersionCounts {
  const total = { ...sum };
  for (const name of Object.keys(nothing) as (keyof VersionCounts)[]) total[name] += Number(counts[name]);
  return total;
}
