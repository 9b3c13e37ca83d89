import type { StoredPrediction } from '../../outcomes/results/outcome-rows.js';
import type { ServiceClient } from '../verification/service.client.js';

/**
 * A service's predictions page by page, the newest first. A page may be short or empty although there is more.
 *
 * @param filter fields of `GET /predictions`.
 */
export async function* predictionPages(
  service: ServiceClient,
  filter: URLSearchParams,
  rowsPerPage: number,
): AsyncGenerator<StoredPrediction[]> {
  const query = new URLSearchParams(filter);
  query.set('limit', String(rowsPerPage));
  for (;;) {
    const { body: page, headers } = await service.answer<StoredPrediction[]>(`/predictions?${query}`);
    yield page;
    // An earlier version of the service looks through everything for each page, and sends no such headers.
    const isEarlier = !headers.has('looked-through') && page.length === rowsPerPage;
    const next = headers.get('next-before') ?? (isEarlier ? page.at(-1)?.seq : undefined);
    if (next === undefined) return;
    query.set('before', String(next));
  }
}
