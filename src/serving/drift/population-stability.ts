/** One class's part of the index, with its shares before and now. */
export interface ClassShift {
  readonly expected: number;
  readonly seen: number;
  readonly psi: number;
}

/**
 * The population stability index of shares: the sum of (seen − expected) · ln(seen ÷ expected). Under 0.1 counts as
 * stable, from 0.25 on as shifted. Source: Siddiqi, Credit Risk Scorecards (2006).
 *
 * @param expected shares, which sum to 1.
 * @param counts the numbers seen, in the same order. A count of 0 is taken as half a case, because the logarithm of 0
 *   is infinite.
 */
export function populationStability(
  expected: readonly number[],
  counts: readonly number[],
): { readonly psi: number; readonly classes: readonly ClassShift[] } {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const least = 0.5 / Math.max(all, 1);
  const classes = expected.map((share, at) => {
    const seen = all === 0 ? 0 : (counts[at] ?? 0) / all;
    const [before, now] = [Math.max(share, least), Math.max(seen, least)];
    return { expected: share, seen, psi: (now - before) * Math.log(now / before) };
  });
  return { psi: classes.reduce((sum, { psi }) => sum + psi, 0), classes };
}
