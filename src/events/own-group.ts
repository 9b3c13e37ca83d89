/**
 * Whether a prediction or a dead letter of this group counts as this service's. Earlier versions and other programs
 * may name no group: theirs do.
 *
 * @param groups `OUTCOMES_OF`.
 */
export const isOwn = (group: string | undefined, groups: readonly string[]): boolean =>
  group === undefined || groups.includes('*') || groups.includes(group);
