import { setTimeout as delay } from 'node:timers/promises';
import { grpcCode, grpcStatus } from './pubsub.errors.js';

/** In milliseconds. */
const times = { quiet: 10_000, lost: 500, longestProbe: 2_000 };
/** One answer may be late because this process was busy. */
const silencesToRenew = 2;

/**
 * Asks the server for a sign of life every 10 s, and at once after `wake`. A connection that died silently otherwise
 * seems well as long as nothing is sent.
 */
export class PubSubPulse {
  private timer = new AbortController();
  private running = false;

  /**
   * @param server `probe` asks it for anything; `renew` takes a new connection, since this one does not answer.
   * @param timeoutMs the longest wait for an answer; 2 s at most.
   */
  constructor(
    private readonly server: {
      readonly probe: (timeoutMs: number) => Promise<void>;
      readonly renew: () => void;
      readonly isClosed: () => boolean;
    },
    private readonly timeoutMs: number,
  ) {}

  /** From now on asks from time to time. */
  start(): void {
    if (!this.running) void this.run();
  }

  /** Asks at once: something failed. */
  wake(): void {
    this.start();
    this.timer.abort();
  }

  stop(): void {
    this.timer.abort();
  }

  private async run(): Promise<void> {
    this.running = true;
    const { server } = this;
    const timeoutMs = Math.min(this.timeoutMs, times.longestProbe);
    let silences = 0;
    let pauseMs: number = times.quiet;
    for (;;) {
      await this.pause(pauseMs);
      if (server.isClosed()) return;
      const failure = await server.probe(timeoutMs).then(
        () => undefined,
        (error: unknown) => ({ isSilence: grpcCode(error) === grpcStatus.deadlineExceeded }),
      );
      pauseMs = failure ? times.lost : times.quiet;
      silences = failure?.isSilence ? silences + 1 : 0;
      if (silences < silencesToRenew || server.isClosed()) continue;
      silences = 0;
      server.renew();
    }
  }

  private async pause(pauseMs: number): Promise<void> {
    this.timer = new AbortController();
    await delay(pauseMs, undefined, { signal: this.timer.signal, ref: false }).catch(() => {});
  }
}
