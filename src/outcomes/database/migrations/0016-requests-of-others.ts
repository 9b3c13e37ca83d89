import { type Kysely, sql } from 'kysely';
import type { MigrationStep } from './migration.js';

/** Of a source, as `countSources` kept them when this was written. */
const characters = 512;

/** Counts what was not counted before: images of requests that no row of ours belongs to. */
async function countSources(database: Kysely<unknown>): Promise<void> {
  const uncounted = sql`
    select substr(event_source, 1, ${sql.lit(characters)}) as source,
      sum(case state when 'predicted' then 1 else 0 end) as predicted,
      sum(case state when 'dead' then 1 else 0 end) as dead,
      min(decided_at) as first_at, max(decided_at) as last_at
    from outcomes
    where event_source is not null and request_id <> image_id and state in ('predicted', 'dead')
      and not exists (select 1 from requests where requests.id = outcomes.request_id)
    group by substr(event_source, 1, ${sql.lit(characters)})`;
  await sql`
    insert into sources (source, predicted, dead, first_at, last_at)
    select source, predicted, dead, first_at, last_at from (${uncounted}) as uncounted where true
    on conflict (source) do update set
      predicted = sources.predicted + excluded.predicted,
      dead = sources.dead + excluded.dead`.execute(database);
}

/** Images of other programs' requests belong to their sources. */
export const requestsOfOthers: readonly MigrationStep[] = [countSources];
