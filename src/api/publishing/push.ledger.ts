import { Injectable } from '@nestjs/common';
import type { ImageBody, ImageEvent } from '../../events/image.event.js';
import { LedgerRepository } from '../../outcomes/ledger/ledger.repository.js';
import { PicturesRepository, pixelsType } from '../../outcomes/ledger/pictures.repository.js';
import { HeldWrites, isAway } from './held-writes.js';
import type { Push } from './push.js';

/** What the ledger knows of pushes. What the broker did is written even if the database is away meanwhile. */
@Injectable()
export class PushLedger {
  private readonly writes = new HeldWrites();

  constructor(
    private readonly ledger: LedgerRepository,
    private readonly pictures: PicturesRepository,
  ) {}

  /**
   * @param logId the log that the images go to; see `BrokerAdmin.logId`.
   * @throws UnavailableError `DATABASE_UNAVAILABLE`: nothing may be published.
   */
  async open({ requestId, broker, images: { range, keep } }: Push, logId: string | undefined): Promise<void> {
    await this.ledger.openRequest(requestId, broker.name, { ...range, uploaded: keep, logId });
  }

  /** Before these images are published. @throws UnavailableError `DATABASE_UNAVAILABLE`: they must not be. */
  async openImages({ requestId, broker, images }: Push, events: readonly ImageEvent[]): Promise<void> {
    const opened = events.map(({ id, imageIndex = 0, trueLabel }) => ({
      imageId: id,
      imageIndex,
      trueLabel,
    }));
    try {
      await this.ledger.open(requestId, broker.name, opened);
      if (images.keep) await this.keep(events);
    } catch (error) {
      // A commit may have succeeded although its answer was lost.
      const ids = events.map(({ id }) => id);
      this.writes.hold(() => this.ledger.withdraw(ids), error);
      throw error;
    }
  }

  async confirm(imageIds: readonly string[]): Promise<void> {
    if (imageIds.length > 0) await this.writes.write(() => this.ledger.confirm(imageIds));
  }

  async withdraw(imageIds: readonly string[]): Promise<void> {
    if (imageIds.length > 0) await this.writes.write(() => this.ledger.withdraw(imageIds));
  }

  /** Nothing more of it will be published. @param failure that ended it; undefined without one. */
  async close({ requestId, confirmed }: Push, failure: unknown): Promise<void> {
    const work = () => this.ledger.closeRequest(requestId, confirmed);
    if (isAway(failure)) this.writes.hold(work, failure);
    else await this.writes.write(work);
  }

  /** Before the database is closed: tries what is held one last time. */
  async end(): Promise<void> {
    await this.writes.close();
  }

  private keep(events: readonly ImageEvent[]): Promise<void> {
    return this.pictures.keep(
      events.map(({ id, body }) => ({ imageId: id, contentType: contentTypeOf(body), bytes: body.bytes })),
    );
  }
}

const contentTypeOf = (body: ImageBody) => (body.kind === 'file' ? body.contentType : pixelsType(body));
