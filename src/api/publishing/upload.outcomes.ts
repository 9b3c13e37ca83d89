import { Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { LongReply } from '../../foundation/answers/open-answers.js';
import { LedgerService } from '../../outcomes/ledger/ledger.service.js';
import { RequestWatch } from '../../outcomes/ledger/request.watch.js';
import type { AnsweredUpload, Uploaded } from './images.contract.js';

/** Waits for the outcomes of uploaded pictures. */
@Injectable()
export class UploadOutcomes {
  constructor(
    private readonly watch: RequestWatch,
    private readonly ledger: LedgerService,
  ) {}

  /** As `RequestWatch.admit`. */
  admit(reply: LongReply): void {
    this.watch.admit(reply);
  }

  /** Resolves once each picture has its outcome; after `waitMs`, or without the client, with those so far. */
  async of(
    { requestId, files }: Uploaded,
    waitMs: number,
    response: ServerResponse,
  ): Promise<Pick<AnsweredUpload, 'complete' | 'images'>> {
    const { complete } = await this.watch.labels(requestId, waitMs, response);
    const outcomes = await this.ledger.outcomes(requestId);
    return {
      complete,
      images: outcomes.map((outcome) => ({ file: files[outcome.imageIndex ?? 0] ?? '', ...outcome })),
    };
  }
}
