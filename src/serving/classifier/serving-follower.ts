import { Logger } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { errorText } from '../../foundation/errors/app.error.js';
import type { Serving, ServingFiles } from '../models/serving.js';

/** So often it is looked up what other processes have decided. */
const followEveryMs = 1_000;
/** A decision that could not be followed is tried again after this: loading a model is work. */
const retryAfterMs = 30_000;

/** A decision of another process that this one could not follow. */
interface Refused {
  readonly decided: Serving | undefined;
  readonly mistake: string;
  readonly retryAt: number;
}

export interface Followed {
  readonly files: ServingFiles;
  /** What holds here. */
  servingOf(name: string): Serving | undefined;
  /** Makes a decision hold here; when it throws, nothing has changed. */
  apply(name: string, serving: Serving): Promise<void>;
}

/** Does what other processes have decided: which versions of a model serve stands in a file beside them. */
export class ServingFollower {
  private readonly logger = new Logger('Models');
  private readonly refused = new Map<string, Refused>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  /** @param names of the models that follow; those that the configuration pins to a version do not. */
  constructor(
    private readonly names: readonly string[],
    private readonly followed: Followed,
  ) {}

  /** @param inTurn runs the work while nothing else changes what serves. */
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

  /** Looks once. A decision that cannot be followed leaves all as it is, and is told once. */
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
