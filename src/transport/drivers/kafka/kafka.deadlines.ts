import type { AppError } from '../../../foundation/errors/app.error.js';
import { Bag, type Placed } from '../../../foundation/concurrency/bag.js';

type OnExpiry = () => AppError;

/** The time that a publish has. */
export interface Deadline {
  /** Why nothing more is sent; undefined while there is time. */
  readonly reason: AppError | undefined;
  /** The publish is over: its time does not matter any more. */
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

/** Deadlines of one length, for many short calls: one timer looks after all of them. */
export class Deadlines {
  /** What has ended is not kept until its time is up. */
  private readonly running = new Bag<Running>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly lengthMs: number) {}

  /** @param onExpiry is called when the time is up and `end` was not called; what it answers becomes the `reason`. */
  begin(onExpiry: OnExpiry): Deadline {
    const deadline = new Running(performance.now() + this.lengthMs, onExpiry, this.ended);
    this.running.add(deadline);
    this.timer ??= setTimeout(() => this.look(), this.lengthMs);
    return deadline;
  }

  /** With nothing to look after, nothing keeps the process. */
  private readonly ended = (deadline: Running): void => {
    this.running.delete(deadline);
    if (this.running.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
  };

  /** Timers fire a little early at times, so what is due within a millisecond is due. */
  private look(): void {
    const now = performance.now() + 1;
    const running = [...this.running].toSorted((one, other) => one.at - other.at);
    const due = running.filter(({ at }) => at <= now);
    const next = running[due.length];
    this.timer = next && setTimeout(() => this.look(), next.at - now + 1);
    for (const deadline of due) deadline.expire();
  }
}
