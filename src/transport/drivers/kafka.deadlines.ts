import type { AppError } from '../../errors/app.error.js';

/** The time that a publish has. */
export interface Deadline {
  /** Why nothing more is sent; undefined while there is time. */
  readonly reason: AppError | undefined;
  /** The publish is over: its time does not matter any more. */
  end(): void;
}

class Running implements Deadline {
  reason: AppError | undefined;
  ended = false;

  constructor(
    readonly at: number,
    private readonly onExpiry: () => AppError,
  ) {}

  end(): void {
    this.ended = true;
  }

  expire(): void {
    if (!this.ended) this.reason = this.onExpiry();
  }
}

/** Deadlines of one length, for many short calls: one timer looks after all of them. */
export class Deadlines {
  /** The earliest first, since each begins later than those before it. */
  private running: Running[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly lengthMs: number) {}

  /** @param onExpiry is called when the time is up and `end` was not called; what it answers becomes the `reason`. */
  begin(onExpiry: () => AppError): Deadline {
    const deadline = new Running(performance.now() + this.lengthMs, onExpiry);
    this.running.push(deadline);
    this.timer ??= setTimeout(() => this.look(), this.lengthMs);
    return deadline;
  }

  /** Timers fire a little early at times, so what is due within a millisecond is due. */
  private look(): void {
    const now = performance.now() + 1;
    const due = this.running.findIndex(({ at }) => at > now);
    const expired = this.running.splice(0, due < 0 ? this.running.length : due);
    this.running = this.running.filter(({ ended }) => !ended);
    const [next] = this.running;
    this.timer = next && setTimeout(() => this.look(), next.at - now + 1);
    for (const deadline of expired) deadline.expire();
  }
}
