export interface KolmogorovSmirnov {
  /** The greatest distance of the two distribution functions, 0 to 1. */
  readonly statistic: number;
  /** The probability of this distance or a greater one if nothing has changed. */
  readonly pValue: number;
}

/**
 * Compares values with a sample of known quantiles. Between two quantiles the sample's distribution function is a
 * straight line.
 *
 * @param quantiles at points of equal distance, from the least value to the greatest, ascending; two at least.
 * @param size of the sample that has these quantiles.
 */
export function kolmogorovSmirnov(
  values: readonly number[],
  quantiles: readonly number[],
  size: number,
): KolmogorovSmirnov {
  const sorted = values.toSorted((one, other) => one - other);
  const count = sorted.length;
  let statistic = 0;
  for (let at = 0; at < count;) {
    const value = sorted[at] as number;
    let next = at + 1;
    while (next < count && sorted[next] === value) next += 1;
    const before = Math.abs(at / count - shareUnder(quantiles, value));
    const after = Math.abs(next / count - shareUpTo(quantiles, value));
    statistic = Math.max(statistic, before, after);
    at = next;
  }
  return { statistic, pValue: pValueOf(statistic, (count * size) / (count + size)) };
}

/** Share of the sample that is less than a value. */
function shareUnder(quantiles: readonly number[], value: number): number {
  const right = quantiles.findIndex((quantile) => quantile >= value);
  if (right < 0) return 1;
  return right === 0 ? 0 : shareBetween(quantiles, right - 1, value);
}

/** Share of the sample that is a value or less. */
function shareUpTo(quantiles: readonly number[], value: number): number {
  const left = quantiles.findLastIndex((quantile) => quantile <= value);
  if (left < 0) return 0;
  return left === quantiles.length - 1 ? 1 : shareBetween(quantiles, left, value);
}

function shareBetween(quantiles: readonly number[], left: number, value: number): number {
  const [low, high] = [quantiles[left] as number, quantiles[left + 1] as number];
  return (left + (value - low) / (high - low)) / (quantiles.length - 1);
}

/**
 * Kolmogorov's distribution with the correction for small samples.
 * Source: Stephens (1970), as in Numerical Recipes, section 14.3.
 *
 * @param size effective number of values: n·m/(n + m) of two samples.
 */
export function pValueOf(statistic: number, size: number): number {
  const root = Math.sqrt(size);
  const lambda = (root + 0.12 + 0.11 / root) * statistic;
  // Below that the series needs many terms, and its sum is 1 in all digits that matter.
  if (!(lambda > 0.2)) return 1;
  let sum = 0;
  for (let term = 1; term <= 100; term += 1) {
    const part = Math.exp(-2 * (term * lambda) ** 2);
    sum += term % 2 === 1 ? part : -part;
    if (part < 1e-12) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
