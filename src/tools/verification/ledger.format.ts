import type { Ledger } from '../../outcomes/ledger/ledger.js';

export type LedgerCounts = Pick<
  Ledger,
  'accepted' | 'predicted' | 'dead' | 'inFlight' | 'pending' | 'repeats'
>;

const mostNamed = 20;

export const countText = (count: number): string => count.toLocaleString('en-US');

/** The account as a sentence: `1,000 accepted = 998 predicted + 2 dead + 0 in flight; 3 repeats`. */
export function ledgerSentence({
  accepted,
  predicted,
  dead,
  inFlight,
  pending,
  repeats,
}: LedgerCounts): string {
  const sum = `${countText(predicted)} predicted + ${countText(dead)} dead + ${countText(inFlight)} in flight`;
  const unconfirmed = pending > 0 ? `; ${countText(pending)} more that no broker has confirmed` : '';
  return `${countText(accepted)} accepted = ${sum}; ${countText(repeats)} repeats${unconfirmed}`;
}

/** At most 20 of the ids, and the number of the others. */
export function nameIds(ids: readonly string[], total = ids.length): string {
  const named = ids.slice(0, mostNamed);
  const rest = total - named.length;
  return named.join(', ') + (rest > 0 ? ` and ${countText(rest)} more` : '');
}
