import { randomInt } from 'node:crypto';
import { expect } from 'vitest';
import { Random } from '../../support/random.js';
import { expectNothingKept, memoryBytes } from './memory.js';

const atOnce = 16;
const warmUp = 150;

/** Numbered cases. One is the same for the same seed and number, so that it can be sent again. */
export class Cases {
  readonly seed = randomInt(1_000_000);
  private readonly answers = new Map<string, number>();

  randomOf(at: number): Random {
    return new Random(this.seed + at * 7_919);
  }

  /** Counts an answer, for the line that is printed at the end. */
  count(answer: string): void {
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
  }

  /** Runs the cases, several at once; each of these has the number of its place. */
  async run(from: number, to: number, work: (at: number, place: number) => Promise<void>): Promise<void> {
    let next = from;
    const workAt = async (_: unknown, place: number) => {
      while (next < to) await work(next++, place);
    };
    await Promise.all(Array.from({ length: atOnce }, workAt));
  }

  /** @param mistakeOf returns what is wrong with the answer to a case; undefined where all is well. */
  async expectNoMistake(
    count: number,
    mistakeOf: (at: number, place: number) => Promise<string | undefined>,
  ): Promise<void> {
    const mistakes: string[] = [];
    const work = async (at: number, place: number) => {
      const mistake = await mistakeOf(at, place);
      if (mistake !== undefined) mistakes.push(`seed ${this.seed} case ${at}: ${mistake}`);
    };
    await this.run(0, warmUp, work);
    const before = await memoryBytes();
    await this.run(warmUp, count, work);
    console.log(`seed ${this.seed}: answers ${JSON.stringify(Object.fromEntries(this.answers))}`);
    expect(mistakes.slice(0, 10)).toEqual([]);
    await expectNothingKept(before);
  }
}
