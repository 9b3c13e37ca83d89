import type { Ledger } from '../../outcomes/ledger/ledger.js';

export type LedgerCounts = Pick<
  Ledger,
  'accepted' | 'predicted' | 'dead' | 'inFlight' | 'pending' | 'unknown' | 'repeats'
>;

/** What ends images' being unknown. */
export const unknownFix =
  'seamline verify --topics --resolve looks for them at the broker; seamline resolve forgets them; see docs/delivery.md';

/** What ends it where that look was not enough. */
export const stillUnknownFix =
  'wait for their outcomes, or forget them with seamline resolve; see docs/delivery.md';

const mostNamed = 20;

export const countText = (count: number): string => count.toLocaleString('en-US');

/** The account as a sentence: `1,000 accepted = 998 predicted + 2 dead + 0 in flight; 3 repeats`. */
export function ledgerSentence({
  accepted,
  predicted,
  dead,
  inFlight,
  pending,
  unknown,
  repeats,
}: LedgerCounts): string {
  const sum = `${countText(predicted)} predicted + ${countText(dead)} dead + ${countText(inFlight)} in flight`;
  const publishing = pending > unknown ? `; ${countText(pending - unknown)} more are being published` : '';
  const unclear = unknown > 0 ? `; ${countText(unknown)} more are unknown` : '';
  return `${countText(accepted)} accepted = ${sum}; ${countText(repeats)} repeats${publishing}${unclear}`;
}

/** At most 20 of the ids, and the number of the others. */
export function nameIds(ids: readonly string[], total = ids.length): string {
  const named = ids.slice(0, mostNamed);
  const rest = total - named.length;
  return named.join(', ') + (rest > 0 ? ` and ${countText(rest)} more` : '');
}
