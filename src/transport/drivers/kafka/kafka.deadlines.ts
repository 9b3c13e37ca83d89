import type { AppError } from '../../../foundation/errors/app.error.js';
import { Bag, type Placed } from '../../../foundation/concurrency/bag.js';

type OnExpiry = () => AppError;

/** The deadline of a publish. */
export interface Deadline {
  /** Why nothing more is sent; undefined before the deadline. */
  readonly reason: AppError | undefined;
  /** The publish has ended, so the deadline no longer matters. */
  end(): void;
}

class Running implements Deadline, Placed {
  reason: AppError | undefined;
  place = 0;

  constructor(
    readonly at: number,
    private readonly onExpiry: OnExpiry,
    private readonly onEnd: (ended: Running) => void,
  ) {}

  end(): void {
    this.onEnd(this);
  }

  expire(): void {
    this.reason = this.onExpiry();
    this.end();
  }
}

/** Deadlines of one length, for many short calls. One timer serves all of them. */
export class Deadlines {
  /** Calls that have ended are not kept until their deadline. */
  private readonly running = new Bag<Running>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly lengthMs: number) {}

  /** @param onExpiry runs at the deadline unless `end` was called; its result becomes the `reason`. */
  begin(onExpiry: OnExpiry): Deadline {
    const deadline = new Running(performance.now() + this.lengthMs, onExpiry, this.ended);
    this.running.add(deadline);
    this.timer ??= setTimeout(() => this.look(), this.lengthMs);
    return deadline;
  }

  /** Without open deadlines, no timer keeps the process alive. */
  private readonly ended = (deadline: Running): void => {
    this.running.delete(deadline);
    if (this.running.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
  };

  /** Timers sometimes fire a little early, so a deadline within a millisecond counts as reached. */
  private look(): void {
    const now = performance.now() + 1;
    const running = [...this.running].toSorted((one, other) => one.at - other.at);
    const due = running.filter(({ at }) => at <= now);
    const next = running[due.length];
    this.timer = next && setTimeout(() => this.look(), next.at - now + 1);
    for (const deadline of due) deadline.expire();
  }
}
