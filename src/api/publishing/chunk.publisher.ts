import { encodeImageEvent } from '../../events/image.codec.js';
import type { ImageEvent } from '../../events/image.event.js';
import type { ClaimCheck } from '../../storage/claim-check.js';
import { knownEnds } from '../../transport/publish-failure.js';
import type { ImageRange } from './image-range.js';
import type { PushLedger } from './push.ledger.js';
import type { Push } from './push.js';

/** Publishes images of a push, after writing each to the ledger, and writes what became of them. */
export class ChunkPublisher {
  constructor(
    private readonly topic: string,
    private readonly ledger: PushLedger,
    private readonly claimCheck: ClaimCheck,
  ) {}

  /** Resolves once the broker has confirmed the chunk. @throws what kept it from broker, bucket or ledger. */
  async publish(push: Push, chunk: ImageRange): Promise<void> {
    const events = eventsOf(push, chunk);
    const checked = await this.claimCheck.check(events);
    const messages = checked.map((event) => encodeImageEvent(event, push.broker.name, this.topic));
    const ids = events.map(({ id }) => id);
    await this.ledger.openImages(push, events);
    push.attempted += events.length;
    try {
      await push.broker.publish(messages);
    } catch (error) {
      await this.settle(push, ids, error);
      throw error;
    }
    push.confirmed += events.length;
    await this.ledger.confirm(ids);
  }

  /** The chunk failed, but the broker has some of its images, and surely not some others. */
  private async settle(push: Push, ids: readonly string[], error: unknown): Promise<void> {
    const ends = knownEnds(error);
    const named = (places: readonly number[]) => places.map((place) => ids[place] as string);
    push.confirmed += ends.accepted.length;
    push.refused += ends.notSent.length;
    await Promise.allSettled([
      this.ledger.confirm(named(ends.accepted)),
      this.ledger.withdraw(named(ends.notSent)),
    ]);
  }
}

function eventsOf({ requestId, trace, images }: Push, { start, end }: ImageRange): ImageEvent[] {
  return Array.from({ length: end - start }, (_, offset): ImageEvent => {
    const imageIndex = start + offset;
    return { ...images.image(imageIndex), id: `${requestId}/${imageIndex}`, requestId, imageIndex, trace };
  });
}
