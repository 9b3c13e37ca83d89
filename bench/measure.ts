/** The value below which the given share of the values lies; of an even number of values the upper of the middle. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** One contestant's measurement of one round. */
export type Contestant<Result> = () => Promise<Result>;

/**
 * Measures contestants in turns, so that what disturbs the machine for a while disturbs all of them; each round begins
 * with another one. What it answers for a name are the results of its rounds, in their order.
 */
export async function alternate<Name extends string, Result>(
  rounds: number,
  contestants: Readonly<Record<Name, Contestant<Result>>>,
  tell: (text: string) => void = () => {},
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < names.length; place += 1) {
      const name = names[(round + place) % names.length] as Name;
      tell(`round ${round + 1} of ${rounds}: ${name}`);
      results[name].push(await contestants[name]());
    }
  }
  return results;
}

/** The median over the rounds of one contestant's figure by another's of the same round. */
export function pairedRatio(values: readonly number[], others: readonly number[]): number {
  return median(values.map((value, round) => value / (others[round] as number)));
}
