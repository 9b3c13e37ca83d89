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
  /** The goal; figures without one are information. */
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  /** What is kept today where the goal is not reached yet: `--check` guards this instead. */
  readonly reached?: number | undefined;
}

/** CI allows so much less than what is promised, because its machines are shared. */
const tolerance = 0.8;

/** Figures that are worse than today's state by more than a noisy machine explains. */
export const missed = (figures: readonly Figure[]): Figure[] =>
  figures.filter(({ ratio }) => ratio && !keeps(ratio, ratio.reached, tolerance));

/** What a figure that has a goal is to be told about it; empty when the goal is reached. */
export function verdictOf(figure: Figure): '' | 'short of the goal' | 'missed' {
  if (missed([figure]).length > 0) return 'missed';
  return figure.ratio && !keeps(figure.ratio, undefined, 1) ? 'short of the goal' : '';
}

export function goalOf({ atLeast, atMost }: Ratio): string {
  if (atLeast !== undefined) return `≥ ${atLeast}`;
  return atMost === undefined ? '' : `≤ ${atMost}`;
}

/** Of two tries of one question, for each ratio with a goal the better: a neighbour may have disturbed the other. */
export const bestOf = (first: readonly Figure[], second: readonly Figure[]): Figure[] =>
  second.map((figure, at) => {
    const other = first[at];
    return other?.ratio && figure.ratio && isBetter(other.ratio, figure.ratio) ? other : figure;
  });

function keeps({ value, atLeast, atMost }: Ratio, reached: number | undefined, share: number): boolean {
  const isEnough = atLeast === undefined || value >= share * (reached ?? atLeast);
  const isLittle = atMost === undefined || value <= (reached ?? atMost) / share;
  return isEnough && isLittle;
}

function isBetter(one: Ratio, other: Ratio): boolean {
  return one.atMost === undefined ? one.value > other.value : one.value < other.value;
}
