import { labelDifferences } from './recount-labels.js';
import { inWords } from './in-words.js';
import type { Sql } from './raw-sql.js';

/** A query whose rows are differences, and how one is said. */
interface Check {
  readonly query: string;
  say(row: Record<string, unknown>): string;
}

const isDecided = "state in ('predicted', 'dead')";

const rowsThemselves: Check[] = [
  {
    query: 'select image_id, count(*) as many from outcomes group by image_id having count(*) > 1',
    say: ({ image_id, many }) => `outcomes has ${many} rows of the image ${image_id}`,
  },
  {
    query: `select image_id, state, seq, decided_at, label, error_code from outcomes where
      state not in ('pending', 'accepted', 'replaying', 'predicted', 'dead')
      or (${isDecided} and (seq is null or decided_at is null)) or (not ${isDecided} and seq is not null)
      or (state = 'predicted' and (label is null or error_code is not null))
      or (state = 'dead' and (error_code is null or label is not null))`,
    say: ({ image_id, ...row }) => `the row of ${image_id} contradicts itself: ${JSON.stringify(row)}`,
  },
  {
    query: `select image_id, error_code from outcomes where state = 'dead' and not exists (select 1 from dead_letters
      where dead_letters.image_id = outcomes.image_id and dead_letters.code = outcomes.error_code)`,
    say: ({ image_id, error_code }) =>
      `${image_id} is dead (${error_code}), and no row of dead_letters says so`,
  },
  {
    query: `select letter_topic, message_id, published_at, count(*) as many from dead_letters
      group by broker, letter_topic, message_id, published_at having count(*) > 1`,
    say: ({ letter_topic, message_id, many }) =>
      `dead_letters has the letter ${letter_topic} ${message_id} ${many} times`,
  },
];

/** A counter orders rows, so no number is above it. */
const numbered = (counter: string, table: string, column: string): Check => ({
  query: `select value, highest from (select value, (select coalesce(max(${column}), 0) from ${table}) as highest
    from counters where name = '${counter}') as pair where value < highest`,
  say: ({ value, highest }) =>
    `the counter ${counter} is ${value}, but ${table} has the number ${String(highest)}`,
});

const counters: Check[] = [
  numbered('outcomes', 'outcomes', 'seq'),
  numbered('dead-letters', 'dead_letters', 'id'),
  numbered('labels', 'labels', 'id'),
  {
    query: `select stored, counted from (select (select value from counters where name = 'repeats') as stored,
      (select coalesce(sum(repeats), 0) from outcomes) as counted) as pair where stored is null or stored <> counted`,
    say: ({ stored, counted }) => `the counter repeats is ${stored}; the rows have ${counted}`,
  },
];

/** `cut` characters are what the tables of running numbers keep of a text. */
const cut = (column: string, characters: number) => `substr(coalesce(${column}, ''), 1, ${characters})`;
const listed = cut('event_source', 512);

const runningNumbers: Check[] = [
  {
    query: `select known, true_label, label, sum(counted) as counted, sum(stored) as stored from (
      select case when true_label is null then 0 else 1 end as known, ${cut('true_label', 200)} as true_label,
        ${cut('label', 200)} as label, 1 as counted, 0 as stored from outcomes where state = 'predicted'
      union all select known, true_label, label, 0, images from tallies) as pair
      group by known, true_label, label having sum(counted) <> sum(stored)`,
    say: ({ known, true_label, label, counted, stored }) =>
      `tallies has ${stored} images of the label ${label} and ${Number(known) ? `the truth ${true_label}` : 'no truth'}; the rows have ${counted}`,
  },
  {
    query: `select source, sum(predicted) as predicted, sum(dead) as dead, sum(stored_predicted) as stored_predicted,
      sum(stored_dead) as stored_dead from (
        select case when exists (select 1 from sources where source = ${listed}) then ${listed} else '' end as source,
          case state when 'predicted' then 1 else 0 end as predicted, case state when 'dead' then 1 else 0 end as dead,
          0 as stored_predicted, 0 as stored_dead
        from outcomes where ${isDecided} and event_source is not null
          and (request_id = image_id or not exists (select 1 from requests where requests.id = outcomes.request_id))
        union all select source, 0, 0, predicted, dead from sources) as pair
      group by source having sum(predicted) <> sum(stored_predicted) or sum(dead) <> sum(stored_dead)`,
    say: ({ source, predicted, dead, stored_predicted, stored_dead }) =>
      `sources has ${stored_predicted} predicted and ${stored_dead} dead images of ${String(source) || 'further sources'}; the rows have ${predicted} and ${dead}`,
  },
];

const checks = [...rowsThemselves, ...counters, ...runningNumbers];

/**
 * Counts a service's tables again, by plain SQL: rows, dead letters, labels, counters and running numbers must agree.
 * While the service runs, call it within `snapshot`.
 *
 * @returns the differences in words, at most 20 of a kind; none means that all is well.
 */
export async function recountRows(sql: Sql): Promise<string[]> {
  const found: string[] = [];
  for (const { query, say } of checks) {
    const rows = await sql.rows<Record<string, unknown>>(query);
    found.push(...inWords(rows, say));
  }
  return [...found, ...(await labelDifferences(sql))];
}
