/** One line of the table. */
export interface Figure {
  readonly question: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** How it stands to another contestant of the same run: the median over rounds of the paired ratios. */
  readonly ratio?: Ratio | undefined;
}

export interface Ratio {
  readonly value: number;
  readonly against: string;
  /** What is promised of it; figures without a promise are information. */
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

/** CI allows so much less than what is promised, because its machines are shared. */
const tolerance = 0.8;

/** Figures that miss what is promised by more than a noisy machine explains. */
export function missed(figures: readonly Figure[]): Figure[] {
  return figures.filter(({ ratio }) => {
    if (!ratio) return false;
    const { value, atLeast = -Infinity, atMost = Infinity } = ratio;
    return !(value >= tolerance * atLeast && value <= atMost / tolerance);
  });
}

export function promiseOf({ atLeast, atMost }: Ratio): string {
  if (atLeast !== undefined) return `≥ ${atLeast}`;
  return atMost === undefined ? '' : `≤ ${atMost}`;
}
