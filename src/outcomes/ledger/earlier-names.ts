import type { Kysely } from 'kysely';
import type { Tables } from '../database/schema.js';
import { findNames } from './image.finder.js';
import type { DecidedRow } from './outcome-writes.js';

/**
 * Earlier versions named an image by the id of its event alone. While both run, or a message comes again after an
 * upgrade, the same image must keep one name. Returns new names by those in the rows:
 *
 * - for a row without a source: the name of the one image that has this event id;
 * - for a row with a source: the id alone, if an earlier version stored it for a message of the same place.
 *
 * @throws InvalidError `AMBIGUOUS_IMAGE` where several images have the id.
 */
export async function earlierNames(
  database: Kysely<Tables>,
  rows: readonly DecidedRow[],
): Promise<ReadonlyMap<string, string>> {
  const alone = rows.flatMap(({ event_source, image_id }) => (event_source === null ? [image_id] : []));
  const names = new Map(alone.length > 0 ? await findNames(database, alone) : []);
  const foreign = rows.flatMap((row) => (row.event_id && row.source ? [{ ...row, id: row.event_id }] : []));
  if (foreign.length === 0) return names;
  const stored = await database
    .selectFrom('outcomes')
    .select(['image_id', 'broker', 'source'])
    .where('image_id', 'in', [...new Set(foreign.map(({ id }) => id))])
    .where('event_source', 'is', null)
    .execute();
  const places = new Map(stored.map((row) => [row.image_id, placeOf(row)]));
  for (const row of foreign) if (places.get(row.id) === placeOf(row)) names.set(row.image_id, row.id);
  return names;
}

const placeOf = ({ broker, source }: Pick<DecidedRow, 'broker' | 'source'>) => `${broker} ${source}`;
