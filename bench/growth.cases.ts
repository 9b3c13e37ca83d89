import type { BenchSettings } from './lab.js';

/** What a larger backlog is compared with. */
export const reference = 10_000;

export interface GrowthCase {
  readonly backlog: number;
  readonly partitions: number;
  /** Classifiers of one group. */
  readonly processes: number;
  /** Whether its cost is compared with that of the reference. */
  readonly isCompared: boolean;
}

/** The short ones first: what is left when time is over is the rest. */
export function growthCases({ quick, full }: Pick<BenchSettings, 'quick' | 'full'>): GrowthCase[] {
  const backlogs = quick ? [1_000, 20_000] : [1_000, 10_000, 100_000];
  const shared = [1, 2].flatMap((processes) =>
    (quick ? [1, 12] : [1, 2, 4, 8, 12])
      .filter((partitions) => partitions >= processes)
      .map((partitions) => ({ backlog: reference, partitions, processes, isCompared: false })),
  );
  const waiting = [...backlogs, ...(full ? [1_000_000] : [])].map((backlog) => ({
    backlog,
    partitions: 4,
    processes: 1,
    isCompared: backlog !== reference,
  }));
  return [...shared, ...waiting];
}

export function nameOf({ backlog, partitions, processes }: GrowthCase): string {
  const counted = [
    `backlog of ${backlog.toLocaleString('en')}`,
    `${partitions} partition${partitions === 1 ? '' : 's'}`,
    `${processes} process${processes === 1 ? '' : 'es'}`,
  ];
  return counted.join(', ');
}
