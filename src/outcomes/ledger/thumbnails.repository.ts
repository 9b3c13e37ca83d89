import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { Database } from '../database/database.js';
import { takeNumbers } from '../database/numbers.js';
import type { Tables } from '../database/schema.js';
import type { StoredPicture } from './pictures.repository.js';
import { requestsHere } from './requests-here.js';
import { removeOldest, sumOf } from './thumbnail-rows.js';

export interface Thumbnail extends StoredPicture {
  readonly requestId: string;
}

/** In bytes. What a row takes beside its picture, with its two indexes. */
const aroundPicture = 300;

/** Keeps small pictures of images that exist nowhere else, up to a budget. They are deleted with their outcomes. */
@Injectable()
export class ThumbnailsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores the thumbnails, then deletes the oldest ones over the budget. It skips images that have a thumbnail, and
   * those of requests made here: their pictures are uploads, or in the data set.
   *
   * @param maxBytes of all thumbnails, 300 bytes for each row included.
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: none is stored.
   */
  async keep(thumbnails: readonly Thumbnail[], maxBytes: number): Promise<void> {
    if (thumbnails.length === 0) return;
    await this.database.write(async (transaction) => {
      const added = await this.insert(transaction, await ofOthers(transaction, thumbnails));
      if (added === 0) return;
      await removeOldest(transaction, await takeNumbers(transaction, 'thumbnail-bytes', added), maxBytes);
    });
  }

  async find(imageId: string): Promise<StoredPicture | undefined> {
    const row = await this.database.read
      .selectFrom('thumbnails')
      .select(['content_type', 'bytes'])
      .where('image_id', '=', imageId)
      .executeTakeFirst();
    return row && { imageId, contentType: row.content_type, bytes: Buffer.from(row.bytes) };
  }

  /** Returns the bytes that were added. */
  private async insert(transaction: Transaction<Tables>, thumbnails: readonly Thumbnail[]): Promise<number> {
    if (thumbnails.length === 0) return 0;
    const created_at = new Date().toISOString();
    const rows = await transaction
      .insertInto('thumbnails')
      .values(
        thumbnails.map(({ imageId, contentType, bytes }) => ({
          image_id: imageId,
          content_type: contentType,
          bytes: Buffer.from(bytes),
          size: bytes.length + aroundPicture,
          created_at,
        })),
      )
      .onConflict((conflict) => conflict.column('image_id').doNothing())
      .returning('size')
      .execute();
    return sumOf(rows);
  }
}

/** Without those whose request was made here. */
async function ofOthers(
  transaction: Transaction<Tables>,
  thumbnails: readonly Thumbnail[],
): Promise<readonly Thumbnail[]> {
  const own = await requestsHere(
    transaction,
    thumbnails.map(({ requestId }) => requestId),
  );
  return thumbnails.filter(({ requestId }) => !own.has(requestId));
}
