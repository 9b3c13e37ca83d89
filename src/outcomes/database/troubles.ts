import { Logger } from '@nestjs/common';
import type { DatabaseUnavailable } from './verdict.js';

/** In milliseconds. Held messages come again within RETRY_MAX_DELAY_MS, 10 s, so a longer silence means the end. */
const quietMs = 15_000;
/** More codes than a database has reasons; the rest count together. */
const mostCodes = 100;

/** Work that is delivered again after a failure: only its own success proves that it can be written. */
export type HeldRows = 'outcomes' | 'labels' | 'joined labels' | 'dead letters' | 'shadow predictions';

/** The database's troubles: counts them, logs their begin and end, and keeps the present ones for readiness. */
export class Troubles {
  private readonly logger = new Logger('Database');
  private readonly counts = new Map<string, number>();
  private readonly failing = new Map<string, DatabaseUnavailable>();
  private readonly said = new Set<string>();
  private ended = false;
  private lastMs = 0;
  private last: DatabaseUnavailable | undefined;

  constructor(private readonly description: string) {}

  /** The number of errors by code. */
  get codes(): ReadonlyMap<string, number> {
    return this.counts;
  }

  /** The work that fails now. */
  get now(): DatabaseUnavailable | undefined {
    return this.failing.values().next().value;
  }

  /** Errors that a retry within seconds does not help; others count when the retries have ended. */
  seen(error: DatabaseUnavailable): void {
    if (error.verdict !== 'passing') this.count(error);
  }

  /** @param work such as `outcomes`. */
  failed(work: string, error: DatabaseUnavailable): void {
    if (this.ended) return;
    if (error.verdict === 'passing') this.count(error);
    this.failing.set(work, error);
  }

  /** Errors from now on come from closing. */
  end(): void {
    this.ended = true;
  }

  /**
   * Work has succeeded. Success of `anything` ends the passing troubles of all work; any other trouble ends with its own
   * work's success. It also ends with `anything` after a long silence, because no caller holds its messages any more.
   */
  worked(work: string): void {
    if (this.said.size === 0 && this.failing.size === 0) return;
    const isQuiet = performance.now() - this.lastMs > quietMs;
    for (const [failed, { verdict }] of this.failing) {
      const isShown = failed === work || (work === 'anything' && (verdict === 'passing' || isQuiet));
      // Where the file is damaged, some rows may still be stored.
      if (isShown && (isQuiet || verdict !== 'damaged')) this.failing.delete(failed);
    }
    if (this.failing.size > 0 || !(isQuiet || this.last?.verdict === 'passing')) return;
    this.said.clear();
    this.logger.log(`${this.description} is there`);
  }

  private count(error: DatabaseUnavailable): void {
    if (this.ended) return;
    const code = this.counts.has(error.reason) || this.counts.size < mostCodes ? error.reason : 'other';
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    this.lastMs = performance.now();
    this.last = error;
    if (this.said.has(code)) return;
    this.said.add(code);
    this.logger.warn(`${error.message}; messages that need this wait, HTTP answers 503`);
  }
}
