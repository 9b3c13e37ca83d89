import { vi } from 'vitest';
import type { Consume, ReceivedMessage } from '../../../src/transport/broker.js';

/** Longer than any broker needs to join a group or to deliver again. */
const patienceMs = 25_000;

/** Waits until the condition holds; when it never does, the failure says what was awaited. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await condition())) throw new Error(`still waiting for: ${what}`);
    },
    { timeout: patienceMs, interval: 10 },
  );
}

export function textOf(message: Pick<ReceivedMessage, 'value'>): string {
  return message.value === null ? '' : Buffer.from(message.value).toString();
}

/** A consumer that remembers what it was handed and how many of its calls ran at once. */
export class Recorder {
  readonly received: ReceivedMessage[] = [];
  running = 0;
  peak = 0;
  finished = 0;

  /** `work` decides each delivery's outcome: a rejection asks for the message again. */
  constructor(private readonly work: (text: string, delivery: number) => Promise<void> | void = () => {}) {}

  readonly consume: Consume = async (message) => {
    this.received.push(message);
    this.running += 1;
    this.peak = Math.max(this.peak, this.running);
    try {
      await this.work(textOf(message), this.deliveriesOf(textOf(message)));
    } finally {
      this.running -= 1;
      this.finished += 1;
    }
  };

  /** The values as text, in the order of delivery. */
  get texts(): string[] {
    return this.received.map(textOf);
  }

  deliveriesOf(text: string): number {
    return this.texts.filter((other) => other === text).length;
  }

  /** Resolves once each of these texts was delivered at least once. */
  async gets(...expected: string[]): Promise<void> {
    await until(`delivery of ${expected.length} messages`, () => {
      const seen = new Set(this.texts);
      return expected.every((text) => seen.has(text));
    });
  }
}

/** A door that consumers wait at until the case opens it. */
export class Gate {
  private release: () => void = () => {};
  readonly opened = new Promise<void>((resolve) => {
    this.release = resolve;
  });

  open(): void {
    this.release();
  }
}
