import { Logger } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { setTimeout as pause } from 'node:timers/promises';
import { errorText } from '../../foundation/errors/app.error.js';
import type { DatabaseEngine } from './engine.js';
import { migrateToLatest, pendingMigrations } from './migrations/migrate.js';
import type { StepRunner } from './migrations/migration.js';
import { withPatience } from './patience.js';
import type { Troubles } from './troubles.js';
import { DatabaseUnavailable } from './verdict.js';

const pauseBetweenStartsMs = 1_000;

export interface OpeningParts {
  readonly engine: DatabaseEngine;
  readonly kysely: Kysely<unknown>;
  readonly troubles: Troubles;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
  /** Converts errors of the database to the program's own. */
  readonly naming: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Brings the tables up to date, and knows why the database cannot be used until then. */
export class Opening {
  /** Why the database is away; undefined once its tables are up to date. */
  away: DatabaseUnavailable | undefined;
  private readonly logger = new Logger('Database');
  private hasStarted = false;

  constructor(private readonly parts: OpeningParts) {
    this.away = new DatabaseUnavailable(`${parts.engine.description} is being opened`);
  }

  /** @throws UnavailableError `DATABASE_UNAVAILABLE` when the database stays away for longer than `patienceMs`. */
  async within(patienceMs: number): Promise<void> {
    const isUnavailable = (error: unknown) => error instanceof DatabaseUnavailable;
    await withPatience(() => this.prepare(), patienceMs, this.parts.signal, isUnavailable);
  }

  /**
   * Repeats it until it succeeds, or the signal aborts.
   *
   * @param patienceMs of the first attempt.
   * @throws errors that waiting does not help, until the start is over.
   */
  async untilThere(patienceMs: number): Promise<void> {
    const { signal, troubles } = this.parts;
    for (let patience = patienceMs; this.away && !signal.aborted; patience = 0) {
      try {
        await this.within(patience);
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) throw error;
        troubles.failed('start', error);
        await pause(pauseBetweenStartsMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** The start is over: errors that would have ended it are waited out as well. */
  endStart(): void {
    this.hasStarted = true;
  }

  private async prepare(): Promise<void> {
    const { naming, signal, troubles } = this.parts;
    try {
      await naming(() => this.bringUpToDate());
      if (!signal.aborted) this.away = undefined;
      troubles.worked('start');
    } catch (error) {
      if (!signal.aborted) this.away = unavailable(error);
      throw this.hasStarted ? unavailable(error) : error;
    }
  }

  private async bringUpToDate(): Promise<void> {
    const { engine, kysely, signal } = this.parts;
    const [next] = await pendingMigrations(kysely);
    if (next === undefined) return;
    const report = {
      log: (text: string) => this.logger.log(`${engine.description}: ${text}`),
      // Readiness shows this text while the migration runs.
      underWay: (text: string) => {
        if (signal.aborted) return;
        this.away = new DatabaseUnavailable(`${engine.description} is being migrated: ${text}`);
      },
    };
    const migrations = (runner: StepRunner) => migrateToLatest(kysely, runner, report);
    await engine.migrate(kysely, migrations, { next, signal });
  }
}

function unavailable(error: unknown): DatabaseUnavailable {
  return error instanceof DatabaseUnavailable
    ? error
    : new DatabaseUnavailable(errorText(error), 'unclear', error);
}
