import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type LongReply, OpenAnswers } from '../../foundation/answers/open-answers.js';
import { overSignal } from '../../foundation/errors/response-over.js';
import type { RequestLabels } from './ledger.js';
import { LedgerReader } from './ledger.reader.js';
import { LedgerService } from './ledger.service.js';

const firstPauseMs = 15;
const longestPauseMs = 400;

/**
 * Waits for the outcomes of a request. It polls the database, with growing pauses, so any process can answer for
 * images that another one classified.
 */
@Injectable()
export class RequestWatch implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly ledger: LedgerService,
    private readonly reader: LedgerReader,
    private readonly open: OpenAnswers,
  ) {}

  /**
   * Counts an answer that is going to wait. Call it before anything is awaited, or published.
   *
   * @throws UnavailableError `TOO_MANY_READERS`, InvalidError `TOO_MANY_REQUESTS`
   */
  admit(reply: LongReply): void {
    this.open.admit('wait', reply);
  }

  /**
   * Resolves with the labels once all images have their outcome. Resolves with the labels so far after `waitMs`, at a
   * shutdown, or when the client has left.
   */
  async labels(requestId: string, waitMs: number, response: ServerResponse): Promise<RequestLabels> {
    const signal = AbortSignal.any([this.stopping.signal, overSignal(response)]);
    const deadline = performance.now() + waitMs;
    let labels = await this.ledger.labels(requestId);
    for (let pauseMs = firstPauseMs; !labels.complete; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0 || signal.aborted) break;
      await pause(Math.min(pauseMs, leftMs), undefined, { signal }).catch(() => undefined);
      const decided = await this.reader.decided(requestId);
      if (decided >= labels.labels.length || deadline <= performance.now())
        labels = await this.ledger.labels(requestId);
    }
    return labels;
  }

  /** A waiting answer would keep the HTTP server from closing. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }
}
