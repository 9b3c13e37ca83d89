import type { Measured, Program } from './program.js';

/** Programs that share the work, measured as one. */
export class Fleet implements Measured {
  constructor(private readonly programs: readonly Program[]) {}

  pause(): void {
    for (const program of this.programs) program.pause();
  }

  resume(): void {
    for (const program of this.programs) program.resume();
  }

  get cpuSeconds(): number | undefined {
    return this.sum((program) => program.cpuSeconds);
  }

  get residentBytes(): number | undefined {
    return this.sum((program) => program.residentBytes);
  }

  async end(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.end()));
  }

  private sum(of: (program: Program) => number | undefined): number | undefined {
    const all = this.programs.map(of);
    return all.some((one) => one === undefined)
      ? undefined
      : all.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  }
}
