import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { errorText, toAppError } from '../../foundation/errors/app.error.js';

type Write = () => Promise<void>;

const pauseMs = 1_000;
/** Without a database no push begins, so only pushes under way add some. */
const mostHeld = 1_000;

/**
 * Writes about what has already happened, which must not be lost because the database is away for a moment. A write
 * that fails is held, and repeated each second until it succeeds. Writes must be repeatable.
 */
export class HeldWrites {
  private readonly logger = new Logger('Ledger');
  /** The oldest first. */
  private readonly held = new Set<Write>();
  private readonly closing = new AbortController();
  private repeating: Promise<void> | undefined;

  /** @throws the database's error, while the write is held. */
  async write(work: Write): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isAway(error)) this.hold(work, error);
      throw error;
    }
  }

  /** For work whose turn comes while the database is known to be away: does not wait for it. */
  hold(work: Write, error: unknown): void {
    const [oldest] = this.held;
    if (!oldest) this.logger.warn(`writes of pushes wait for the database: ${errorText(error)}`);
    else if (this.held.size === mostHeld) {
      this.logger.error(`more than ${mostHeld} writes wait for the database; the oldest is given up`);
      this.held.delete(oldest);
    }
    this.held.add(work);
    this.repeating ??= this.repeat().finally(() => (this.repeating = undefined));
  }

  /** Tries what is held one last time. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.repeating;
    await this.writeHeld();
    if (this.held.size > 0)
      this.logger.error(`${this.held.size} writes of pushes are lost: the database is away`);
  }

  private async repeat(): Promise<void> {
    const { signal } = this.closing;
    while (this.held.size > 0 && !signal.aborted) {
      await pause(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted && (await this.writeHeld()))
        this.logger.log('the writes of pushes that waited are done');
    }
  }

  /** Resolves with whether all are done. */
  private async writeHeld(): Promise<boolean> {
    for (const write of this.held) {
      const failure: unknown = await write().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (isAway(failure)) return false;
      if (failure !== undefined) this.logger.error(failure);
      this.held.delete(write);
    }
    return true;
  }
}

export const isAway = (error: unknown): boolean =>
  error !== undefined && toAppError(error).code === 'DATABASE_UNAVAILABLE';
