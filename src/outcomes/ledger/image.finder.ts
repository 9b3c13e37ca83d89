import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { imageName, type ImageReference } from '../../events/image-name.js';
import { AppError, InvalidError } from '../../foundation/errors/app.error.js';
import { Database } from '../database/database.js';
import type { Tables } from '../database/schema.js';

/** The most sources in a refusal. */
const mostNamed = 5;

/** Finds the name of an image for the names that people and other programs use. */
@Injectable()
export class ImageFinder {
  constructor(private readonly database: Database) {}

  /**
   * The name of an image, known or not. Without a source, the id is a name, or the id of an event that only one
   * image has.
   *
   * @throws InvalidError `AMBIGUOUS_IMAGE` that names the sources, where several images have this event id.
   */
  name(reference: ImageReference): Promise<string> {
    return findName(this.database.read, reference);
  }
}

/** Whether it refuses an id alone, because images of several sources have it. */
export const isAmbiguous = (error: unknown): error is AppError =>
  error instanceof AppError && error.code === 'AMBIGUOUS_IMAGE';

/** The same within a transaction. */
export async function findName(database: Kysely<Tables>, { source, id }: ImageReference): Promise<string> {
  if (source !== undefined) return imageName({ source, id });
  return (await findNames(database, [id])).get(id) ?? id;
}

/** The same for ids alone. Ids that are names, or that no image has, are not in the map. */
export async function findNames(
  database: Kysely<Tables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const outcomes = database.selectFrom('outcomes');
  const exact = await outcomes.select('image_id').where('image_id', 'in', ids).execute();
  const names = new Set(exact.map(({ image_id }) => image_id));
  const others = ids.filter((id) => !names.has(id));
  if (others.length === 0) return new Map();
  const rows = await outcomes
    .select(['event_id', ({ fn }) => fn.countAll().as('images'), ({ fn }) => fn.min('image_id').as('name')])
    .where('event_id', 'in', others)
    .groupBy('event_id')
    .execute();
  for (const { event_id, images } of rows) {
    if (event_id !== null && Number(images) > 1) throw await ambiguous(database, event_id);
  }
  return new Map(rows.map(({ event_id, name }) => [event_id ?? '', name]));
}

async function ambiguous(database: Kysely<Tables>, id: string): Promise<InvalidError> {
  const rows = await database
    .selectFrom('outcomes')
    .select('event_source')
    .where('event_id', '=', id)
    .orderBy('event_source')
    .limit(mostNamed + 1)
    .execute();
  const sources = rows.slice(0, mostNamed).map(({ event_source }) => event_source);
  const more = rows.length > mostNamed ? ' and others' : '';
  const named = `${sources.map((source) => JSON.stringify(source)).join(', ')}${more}`;
  const text = `images of several sources have the id ${JSON.stringify(id)}: ${named}; give imageSource too`;
  const details = { field: 'imageSource', allowed: named, sources };
  return new InvalidError('AMBIGUOUS_IMAGE', text, { details });
}
