import { Logger } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { errorText } from '../../foundation/errors/app.error.js';
import type { Serving, ServingFiles } from '../models/serving.js';

/** In milliseconds. How often the decisions of other processes are read. */
const followEveryMs = 1_000;
/** In milliseconds. A decision that could not be followed is retried after this: loading a model is work. */
const retryAfterMs = 30_000;

/** A decision of another process that this one could not follow. */
interface Refused {
  readonly decided: Serving | undefined;
  readonly mistake: string;
  readonly retryAt: number;
}

export interface Followed {
  readonly files: ServingFiles;
  /** The decision that holds here. */
  servingOf(name: string): Serving | undefined;
  /** Makes a decision hold here; when it throws, nothing has changed. */
  apply(name: string, serving: Serving): Promise<void>;
}

/** Follows the decisions of other processes: a file beside a model's versions says which of them serve. */
export class ServingFollower {
  private readonly logger = new Logger('Models');
  private readonly refused = new Map<string, Refused>();
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

  /** Checks once. A decision that cannot be followed changes nothing, and is logged once. */
  async follow(name: string): Promise<void> {
    if (!this.names.includes(name)) return;
    const refused = this.refused.get(name);
    let decided: Serving | undefined;
    try {
      decided = await this.followed.files.read(name);
      const known = decided === undefined || isDeepStrictEqual(decided, this.followed.servingOf(name));
      const waits = refused && performance.now() < refused.retryAt;
      if (!known && waits && isDeepStrictEqual(decided, refused.decided)) return;
      if (decided && !known) await this.followed.apply(name, decided);
      this.refused.delete(name);
    } catch (error) {
      const mistake = errorText(error);
      if (mistake !== refused?.mistake) this.logger.error(`${name} stays as it is: ${mistake}`);
      this.refused.set(name, { decided, mistake, retryAt: performance.now() + retryAfterMs });
    }
  }
}
