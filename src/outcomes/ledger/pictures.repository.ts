import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

export interface StoredPicture {
  readonly imageId: string;
  /** Such as `image/png`; for bare pixels as `pixelsType` writes it. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface PixelShape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** The content type of bare pixels, row by row, one byte a value. */
export function pixelsType({ width, height, channels }: PixelShape): string {
  return `application/octet-stream;width=${width};height=${height};channels=${channels}`;
}

/** Reads the result of `pixelsType`; undefined for other types. */
export function pixelShape(contentType: string): PixelShape | undefined {
  const [width, height, channels] =
    /;width=(\d+);height=(\d+);channels=(\d)$/.exec(contentType)?.slice(1).map(Number) ?? [];
  return width && height && channels ? { width, height, channels } : undefined;
}

/** Stores pictures that exist nowhere else: uploads. They are deleted with their outcomes (`RETENTION_DAYS`). */
@Injectable()
export class PicturesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores the pictures; skips an image that has a picture already. Call it before the images are published, with
   * some megabytes a call.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: none is stored.
   */
  async keep(pictures: readonly StoredPicture[]): Promise<void> {
    if (pictures.length === 0) return;
    const created_at = new Date().toISOString();
    const values = pictures.map(({ imageId, contentType, bytes }) => ({
      image_id: imageId,
      content_type: contentType,
      bytes: Buffer.from(bytes),
      created_at,
    }));
    await this.database.write((transaction) =>
      transaction
        .insertInto('pictures')
        .values(values)
        .onConflict((conflict) => conflict.column('image_id').doNothing())
        .execute(),
    );
  }

  async find(imageId: string): Promise<StoredPicture | undefined> {
    const row = await this.database.read
      .selectFrom('pictures')
      .selectAll()
      .where('image_id', '=', imageId)
      .executeTakeFirst();
    return row && { imageId, contentType: row.content_type, bytes: Buffer.from(row.bytes) };
  }
}
