import type { Ledger, LedgerVerdict } from './ledger.js';

/**
 * What the numbers of a ledger mean. REST, the page, the commands and the metrics all show this answer.
 *
 * @param requested the request's number of images; undefined without a request, as for the ledger of everything.
 * @param publishing true while images of the request are still being published.
 */
export function ledgerVerdictOf(
  counts: Pick<Ledger, 'predicted' | 'dead' | 'inFlight' | 'pending' | 'unknown'>,
  requested: number | undefined,
  publishing: boolean,
): LedgerVerdict {
  if (publishing || onTheWay(counts) > 0) return 'working';
  if (counts.unknown > 0) return 'unconfirmed';
  return counts.predicted + counts.dead < (requested ?? 0) ? 'interrupted' : 'complete';
}

/** Images that move by themselves: those in flight, and those that are being published. */
export const onTheWay = ({
  inFlight,
  pending,
  unknown,
}: Pick<Ledger, 'inFlight' | 'pending' | 'unknown'>): number => inFlight + pending - unknown;

/** Whether a verdict is final: no image is on its way or unknown. */
export const isSettled = (verdict: LedgerVerdict): boolean =>
  verdict === 'complete' || verdict === 'interrupted';
