import type { Ledger, LedgerVerdict } from './ledger.js';

/**
 * @param requested the request's number of images; undefined without a request, as for the ledger of everything.
 * @param publishing true while images of the request are still being published.
 */
export function ledgerVerdictOf(
  counts: Pick<Ledger, 'predicted' | 'dead' | 'inFlight' | 'pending'>,
  requested: number | undefined,
  publishing: boolean,
): LedgerVerdict {
  if (publishing || counts.inFlight > 0) return 'working';
  if (counts.pending > 0) return 'unconfirmed';
  return counts.predicted + counts.dead < (requested ?? 0) ? 'interrupted' : 'complete';
}
