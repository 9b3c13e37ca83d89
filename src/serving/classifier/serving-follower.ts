import { Logger } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { errorText } from '../../foundation/errors/app.error.js';
import type { Serving } from '../decisions/serving.js';
import type { ServingDecisions, StoredDecision } from '../decisions/serving-decisions.js';

/** In milliseconds. How often the decisions of other processes are read. */
const followEveryMs = 1_000;
/** In milliseconds. A decision that could not be followed is retried after this: loading a model is work. */
const retryAfterMs = 30_000;

/** A decision that this process could not follow. */
interface Refused {
  readonly stored: StoredDecision | undefined;
  readonly mistake: string;
  readonly retryAt: number;
  /** The place of decisions could not be read: nothing is known about the newest one. */
  readonly isAway: boolean;
}

/** What this process does, and the revision that it comes from. */
export interface Holding {
  readonly serving: Serving;
  /** 0: no decision, but settings, a file of before or the newest version. */
  readonly revision: number;
}

export interface Followed {
  readonly decisions: ServingDecisions;
  /** The decision that holds here. */
  holds(name: string): Holding | undefined;
  /** Lets the model serve from now on, by this decision or without one. */
  begin(name: string, stored: StoredDecision | undefined): Promise<void>;
  /** Makes a decision hold here; when it throws, nothing has changed. */
  apply(name: string, holding: Holding): Promise<void>;
}

/** Follows the decisions of other processes, and knows those that this process cannot follow. */
export class ServingFollower {
  private readonly logger = new Logger('Models');
  private readonly refused = new Map<string, Refused>();
  private readonly seen = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  /** @param names models that follow; models that the configuration pins to a version do not. */
  constructor(
    private readonly names: readonly string[],
    private readonly followed: Followed,
  ) {}

  /** @param inTurn runs the work while nothing else changes the serving decision. */
  start(inTurn: (work: () => Promise<void>) => Promise<void>): void {
    const look = async () => {
      if (this.looking) return;
      this.looking = true;
      for (const name of this.names) await inTurn(() => this.follow(name));
      this.looking = false;
    };
    this.timer = setInterval(() => void look(), followEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Why the newest decision does not hold here; undefined when it does. */
  troubleOf(name: string): string | undefined {
    return this.refused.get(name)?.mistake;
  }

  /** The newest revision that this process has seen, whether or not it could follow it. */
  newestSeen(name: string): number {
    return Math.max(this.seen.get(name) ?? 0, this.followed.holds(name)?.revision ?? 0);
  }

  /** Nothing is in the way any more: this process has just decided. */
  settled(name: string): void {
    this.refused.delete(name);
  }

  /** Reads the newest decision. One that cannot be followed changes nothing, and is logged once. */
  async follow(name: string): Promise<void> {
    let stored: StoredDecision | undefined;
    try {
      stored = await this.followed.decisions.newest(name);
    } catch (error) {
      this.placeIsAway(name, errorText(error));
      return;
    }
    await this.take(name, stored);
  }

  /** The same for a decision that was read. */
  async take(name: string, stored: StoredDecision | undefined): Promise<void> {
    if (!this.names.includes(name)) return;
    if (stored) this.seen.set(name, stored.revision);
    const refused = this.refused.get(name);
    const waits = refused && performance.now() < refused.retryAt;
    if (waits && stored && isDeepStrictEqual(stored, refused.stored)) return;
    try {
      if (!this.followed.holds(name)) await this.followed.begin(name, stored);
      if (stored?.damage !== undefined) throw new Error(stored.damage);
      await this.apply(name, stored);
      this.refused.delete(name);
    } catch (error) {
      this.refuse(name, stored, errorText(error));
    }
  }

  private async apply(name: string, stored: StoredDecision | undefined): Promise<void> {
    if (!stored?.serving) return;
    const { serving, revision } = stored;
    if (isDeepStrictEqual(this.followed.holds(name), { serving, revision })) return;
    await this.followed.apply(name, { serving, revision });
  }

  /** Logged once, however its reason changes; a start without the place has logged it already. */
  private placeIsAway(name: string, mistake: string): void {
    if (this.followed.holds(name) && !this.refused.get(name)?.isAway)
      this.logger.error(`${name} stays as it is: ${mistake}`);
    this.refused.set(name, { stored: undefined, mistake, retryAt: 0, isAway: true });
  }

  private refuse(name: string, stored: StoredDecision | undefined, mistake: string): void {
    if (mistake !== this.refused.get(name)?.mistake) this.logger.error(`${name} stays as it is: ${mistake}`);
    const retryAt = performance.now() + retryAfterMs;
    this.refused.set(name, { stored, mistake, retryAt, isAway: false });
  }
}
