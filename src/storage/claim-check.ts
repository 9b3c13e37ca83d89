import type { FetchingConfig } from '../foundation/config/config.js';
import { Turns } from '../foundation/concurrency/turns.js';
import type { ImageBody, ImageEvent } from '../events/image.event.js';
import type { ObjectPlace, CheckedPicture } from '../events/picture-reference.js';
import { objectUri } from '../events/picture-reference.js';
import { openObjectStore } from './object.stores.js';
import type { ObjectStore } from './store.js';

/** Uploads at once, of one process. */
const atOnce = 16;

/** An event as it travels: its picture in it, or in the bucket. */
export type CheckedEvent = ImageEvent<ImageBody | CheckedPicture>;

/**
 * Large pictures travel by reference: their bytes go to `CLAIM_CHECK_BUCKET`, and their events say where they are.
 * Nothing is deleted there; a rule of the bucket does that.
 */
export class ClaimCheck {
  private readonly turns = new Turns(atOnce);
  private store: Promise<ObjectStore> | undefined;

  constructor(private readonly config: FetchingConfig) {}

  /**
   * Resolves with the events in their order, once each large picture is in the bucket.
   *
   * @throws UnavailableError `STORAGE_UNAVAILABLE`, `STORAGE_REFUSED` when the bucket does not take one.
   */
  async check(events: readonly ImageEvent[]): Promise<readonly CheckedEvent[]> {
    const { claimCheck } = this.config;
    if (claimCheck === undefined) return events;
    const isLarge = ({ body }: ImageEvent) => body.bytes.length > claimCheck.fromBytes;
    if (!events.some(isLarge)) return events;
    return Promise.all(
      events.map((event) => (isLarge(event) ? this.turns.take(() => this.put(event, claimCheck)) : event)),
    );
  }

  private async put(
    event: ImageEvent,
    { scheme, bucket }: Pick<ObjectPlace, 'scheme' | 'bucket'>,
  ): Promise<CheckedEvent> {
    // After a failure the next picture opens it again.
    this.store ??= openObjectStore(scheme, this.config).catch((error: unknown) => {
      this.store = undefined;
      throw error;
    });
    const { body } = event;
    const contentType = body.kind === 'file' ? body.contentType : 'application/octet-stream';
    const place = { scheme, bucket, object: `seamline/${event.id}` };
    const { version, etag } = await (await this.store).write(place, body.bytes, contentType);
    const shape = body.kind === 'pixels' ? body : undefined;
    return {
      ...event,
      body: { kind: 'stored', dataref: objectUri({ ...place, version }), etag, contentType, shape },
    };
  }
}
