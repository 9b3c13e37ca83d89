import { setTimeout as pause } from 'node:timers/promises';
import { type ServiceClient, ServiceError } from '../../src/tools/verification/service.client.js';

const imagesPerRange = 500;
const retryMs = 250;
/** A server that is slower than the pusher gets no pile: some of them slow down with every message that waits. */
const mostInFlight = 2_000;

/** Asks for ranges of images until so many were confirmed, whatever fails in between. */
export class Pusher {
  /** Images that the service has said it accepted. */
  confirmed = 0;
  /** Requests that failed, or were never answered: what became of their images, only the ledger knows. */
  failed = 0;
  private next = 0;

  /** @param size images in the data set. */
  constructor(
    private readonly service: ServiceClient,
    private readonly size: number,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves once `images` more are confirmed. */
  async push(images: number): Promise<void> {
    const goal = this.confirmed + images;
    while (this.confirmed < goal) {
      await this.untilThereIsRoom();
      const start = this.next % this.size;
      const end = Math.min(start + Math.min(imagesPerRange, goal - this.confirmed), this.size);
      this.next += end - start;
      this.confirmed += await this.pushRange(start, end);
    }
  }

  private async untilThereIsRoom(): Promise<void> {
    for (;;) {
      this.signal.throwIfAborted();
      const ledger = await this.service.ledger().catch(() => undefined);
      if (ledger && ledger.inFlight <= mostInFlight) return;
      await pause(retryMs);
    }
  }

  private async pushRange(start: number, end: number): Promise<number> {
    try {
      return (await this.service.push(start, end)).accepted;
    } catch (error) {
      this.failed += 1;
      await pause(retryMs);
      const confirmed = error instanceof ServiceError ? error.body['confirmed'] : undefined;
      return typeof confirmed === 'number' ? confirmed : 0;
    }
  }
}
