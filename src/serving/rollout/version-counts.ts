import { sql } from 'kysely';
import { setImmediate } from 'node:timers/promises';
import type { Database } from '../../outcomes/database/database.js';
import { jsonNumber } from '../../outcomes/database/json-number.js';

/** Outcomes that are looked through, the newest: enough for any comparison, however many are stored. */
export const newestOutcomes = 200_000;
/** One query looks through these: few enough that SQLite, which answers in this thread, holds nobody up. */
const outcomesPerQuery = 10_000;

/** Sums over the images that a version has answered; `computed` of them tell how long their batch took. */
export interface VersionCounts {
  images: number;
  known: number;
  right: number;
  confidence: number;
  computed: number;
  computeMs: number;
}

/** Counts what each version of a model has answered among the newest outcomes. @param since ISO 8601. */
export async function countVersions(
  database: Database,
  model: string,
  since: string | undefined,
): Promise<Map<string, VersionCounts>> {
  const sums = new Map<string, VersionCounts>();
  const newest = database.read.selectFrom('outcomes').select(({ fn }) => fn.max('seq').as('seq'));
  const last = Number((await newest.executeTakeFirst())?.seq ?? 0);
  const first = Math.max(1, last - newestOutcomes + 1);
  for (let from = first; from <= last; from += outcomesPerQuery) {
    const range = { from, to: Math.min(from + outcomesPerQuery - 1, last) };
    for (const { version, ...counts } of await countRange(database, { model, since, ...range })) {
      sums.set(version ?? '', added(sums.get(version ?? ''), counts));
    }
    await setImmediate();
  }
  return sums;
}

interface Counted {
  readonly model: string;
  readonly since: string | undefined;
  readonly from: number;
  readonly to: number;
}

function countRange({ read }: Database, { model, since, from, to }: Counted) {
  const query = read
    .selectFrom('outcomes')
    .select(({ fn, ref }) => {
      const computed = jsonNumber(read, ref('timings'), 'computeMs');
      return [
        'model_version as version',
        fn.countAll<number>().as('images'),
        fn.count<number>('true_label').as('known'),
        sql<number>`sum(case when true_label = label then 1 else 0 end)`.as('right'),
        fn.sum<number>('confidence').as('confidence'),
        fn.count<number>(computed).as('computed'),
        fn.coalesce(fn.sum<number>(computed), sql<number>`0`).as('computeMs'),
      ];
    })
    .where('model', '=', model)
    .where('state', '=', 'predicted')
    .where('seq', '>=', from)
    .where('seq', '<=', to)
    .groupBy('model_version');
  return (since === undefined ? query : query.where('decided_at', '>=', since)).execute();
}

const nothing: VersionCounts = { images: 0, known: 0, right: 0, confidence: 0, computed: 0, computeMs: 0 };

function added(sum: VersionCounts = nothing, counts: VersionCounts): VersionCounts {
  const total = { ...sum };
  for (const name of Object.keys(nothing) as (keyof VersionCounts)[]) total[name] += Number(counts[name]);
  return total;
}
