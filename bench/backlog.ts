import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from './program.js';

const lookEveryMs = 20;
/** A program that is slower than this has stopped. */
const longestMs = (images: number) => 300_000 + images;
/** The rate is that after this share: before it, requests are still on their way. */
const warmUpShare = 0.1;

export interface Backlog {
  readonly images: number;
  /** Puts the images where the program reads. */
  fill(): Promise<void>;
  /** How many predictions there are so far. */
  count(): Promise<number>;
}

export interface Throughput {
  readonly imagesPerSecond: number;
  readonly cpuMicrosPerImage: number;
  readonly residentBytes: number;
}

/**
 * How fast a program works off a backlog. It is stopped while the images are put there, so that nobody competes with
 * it; its rate is measured at the far end, by the predictions that the broker has accepted.
 */
export async function workOff(program: Measured, { images, fill, count }: Backlog): Promise<Throughput> {
  const before = await count();
  program.pause();
  await fill();
  const cpu = program.cpuSeconds ?? Number.NaN;
  program.resume();
  const deadline = performance.now() + longestMs(images);
  let first: { readonly at: number; readonly done: number } | undefined;
  for (;;) {
    const done = (await count()) - before;
    const at = performance.now();
    if (done >= images) {
      const since = first ?? { at: at - lookEveryMs, done: 0 };
      return {
        imagesPerSecond: (1_000 * (images - since.done)) / (at - since.at),
        cpuMicrosPerImage: (1e6 * ((program.cpuSeconds ?? Number.NaN) - cpu)) / images,
        residentBytes: program.residentBytes ?? Number.NaN,
      };
    }
    if (done >= warmUpShare * images) first ??= { at, done };
    if (at > deadline)
      throw new Error(`${done} of ${images} predictions after ${longestMs(images) / 1_000} s`);
    await sleep(lookEveryMs);
  }
}
