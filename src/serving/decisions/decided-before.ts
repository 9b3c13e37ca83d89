import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../../foundation/errors/app.error.js';
import { servingText } from './serving.js';
import type { NewDecision, ServingDecisions, StoredDecision } from './serving-decisions.js';
import { readServingFile } from './serving-file.js';

/**
 * Takes over the `serving.json` of before, once: where nothing is decided yet about its model. Where this process only
 * follows, the file counts until another process has taken it over.
 */
export class DecidedBefore implements ServingDecisions, OnApplicationShutdown {
  private readonly logger = new Logger('Models');

  constructor(
    private readonly inner: ServingDecisions,
    private readonly root: string,
    private readonly decides: boolean,
  ) {}

  get place(): string {
    return this.inner.place;
  }

  async newest(model: string): Promise<StoredDecision | undefined> {
    const stored = await this.inner.newest(model);
    if (stored) return stored;
    const before = await readServingFile(this.root, model);
    if (!before?.serving || !this.decides) return before;
    return this.takeOver(model, { serving: before.serving, after: 0 });
  }

  decide(model: string, decision: NewDecision): Promise<StoredDecision> {
    return this.inner.decide(model, decision);
  }

  async close(): Promise<void> {
    await this.inner.close?.();
  }

  /** After the models are closed, which follow it. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Another process may have taken it over meanwhile. */
  private async takeOver(model: string, decision: NewDecision): Promise<StoredDecision | undefined> {
    try {
      const stored = await this.inner.decide(model, decision);
      const text = `serving.json of ${model} is taken over into ${this.place}, and is not read again`;
      this.logger.log(`${text}: ${servingText(model, decision.serving)}`);
      return stored;
    } catch (error) {
      if (error instanceof AppError && error.code === 'STALE_DECISION') return this.inner.newest(model);
      throw error;
    }
  }
}
