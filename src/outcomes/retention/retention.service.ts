import { setTimeout as pause } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { RetentionRepository } from './retention.repository.js';

const dayMs = 86_400_000;
const pauseBetweenRunsMs = 60_000;
/** In milliseconds. A pause for other writers. */
const pauseBetweenBatchesMs = 20;
/** What belongs to an outcome goes with it; the rest finds what belongs to none. */
const kinds = [
  'outcomes',
  'deadLetters',
  'requests',
  'pictures',
  'thumbnails',
  'labels',
  'shadowPredictions',
] as const;

/** Deletes old rows, so that the database does not grow for ever, where `RETENTION_DAYS` is set. */
@Injectable()
export class RetentionService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RetentionService.name);
  private readonly closing = new AbortController();
  private readonly days: number;
  private running: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) { retentionDays }: Pick<Config, 'retentionDays'>,
    private readonly repository: RetentionRepository,
  ) {
    this.days = retentionDays;
  }

  onApplicationBootstrap(): void {
    if (this.days > 0) this.running = this.keepRunning();
  }

  async onModuleDestroy(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  /** Deletes everything older than `before`, in small batches, and returns the number of rows. */
  async deleteBefore(before: Date): Promise<number> {
    const { repository } = this;
    const time = before.toISOString();
    let deleted = 0;
    for (const kind of kinds) {
      for (let batch = 1; batch > 0 && !this.closing.signal.aborted; deleted += batch) {
        batch = await repository[kind](time);
        if (batch > 0) await this.rest(pauseBetweenBatchesMs);
      }
    }
    return deleted;
  }

  private async keepRunning(): Promise<void> {
    while (!this.closing.signal.aborted) {
      try {
        const deleted = await this.deleteBefore(new Date(Date.now() - this.days * dayMs));
        if (deleted > 0) this.logger.log(`${deleted} rows older than ${this.days} days were deleted`);
      } catch (error) {
        this.logger.warn(`old rows are kept for now: ${errorText(error)}`);
      }
      await this.rest(pauseBetweenRunsMs);
    }
  }

  private async rest(pauseMs: number): Promise<void> {
    await pause(pauseMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }
}
