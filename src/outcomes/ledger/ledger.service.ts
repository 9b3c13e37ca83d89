import { Injectable } from '@nestjs/common';
import type { OutcomeState, RequestRow } from '../database/schema.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import type { ImageOutcome, Ledger, RequestLabels, RequestLedger } from './ledger.js';
import { LedgerReader } from './ledger.reader.js';
import { undecided } from './outcome-writes.js';
import { ledgerVerdictOf } from './verdict.js';

/** Answers questions about the images' outcomes. */
@Injectable()
export class LedgerService {
  constructor(private readonly reader: LedgerReader) {}

  /** The ledger of all images in the database. */
  ledger(): Promise<Ledger> {
    return this.count(undefined, undefined, false);
  }

  /** @throws InvalidError `NOT_FOUND` for an id that no request and no image has. */
  async ofRequest(requestId: string): Promise<RequestLedger> {
    const request = await this.reader.request(requestId);
    const ledger = await this.count(requestId, request, request?.publishing ?? false);
    const seen = ledger.accepted + ledger.pending;
    if (!request && seen === 0) throw unknownRequest(requestId);
    return {
      requestId,
      broker: request?.broker ?? null,
      startIdx: request?.start_idx ?? null,
      endIdx: request?.end_idx ?? null,
      createdAt: request?.created_at ?? null,
      requested: request ? sizeOf(request) : seen,
      ...ledger,
      deaths: ledger.dead > 0 ? await this.reader.deaths(requestId) : [],
    };
  }

  /** @throws InvalidError `NOT_FOUND` for an id that no request and no image has. */
  async labels(requestId: string): Promise<RequestLabels> {
    const request = await this.reader.request(requestId);
    const rows = await this.reader.labels(requestId);
    if (!request && rows.length === 0) throw unknownRequest(requestId);
    const isDecided = ({ state }: { readonly state: OutcomeState }) => !undecided.includes(state);
    if (!request)
      return { requestId, complete: rows.every(isDecided), labels: rows.map(({ label }) => label) };
    // An event of another program may name this request, and any index.
    const { start_idx: start, end_idx: end } = request;
    const asked = rows.filter(
      ({ image_id: id, image_index: at }) =>
        at !== null && at >= start && at < end && id === `${requestId}/${at}`,
    );
    const labels = Array.from({ length: sizeOf(request) }, (): string | null => null);
    for (const { image_index, label } of asked) labels[Number(image_index) - start] = label;
    return { requestId, complete: asked.filter(isDecided).length === labels.length, labels };
  }

  /** The outcome of each image of a request, in the order of the images; empty for an unknown id. */
  outcomes(requestId: string): Promise<ImageOutcome[]> {
    return this.reader.outcomes(requestId);
  }

  private async count(
    requestId: string | undefined,
    request: RequestRow | undefined,
    publishing: boolean,
  ): Promise<Ledger> {
    const { states, ...counts } = await this.reader.counts(requestId);
    const { pending, predicted, dead } = states;
    const inFlight = states.accepted + states.replaying;
    const accepted = inFlight + predicted + dead;
    const missing = inFlight + pending > 0 ? await this.reader.missing(requestId) : [];
    const ledger = { accepted, predicted, dead, inFlight, pending, ...counts };
    return { ...ledger, missing, verdict: ledgerVerdictOf(ledger, request && sizeOf(request), publishing) };
  }
}

function sizeOf(request: RequestRow): number {
  return request.end_idx - request.start_idx;
}

function unknownRequest(requestId: string): InvalidError {
  return new InvalidError('NOT_FOUND', `no request ${JSON.stringify(requestId)}`, {
    details: { field: 'requestId', value: requestId, allowed: 'the id that push-to-consumer answered' },
  });
}
