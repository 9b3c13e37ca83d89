import { Injectable, Logger } from '@nestjs/common';
import {
  type Findings,
  type Resolution,
  type UnknownRequest,
  UnknownRepository,
} from './unknown.repository.js';

/** What ended images' being unknown: the search of a broker's log, or a caller. */
export type Resolver = 'log' | 'caller';

/** Ends images' being unknown, logs each end with its reason, and counts them since the start of the process. */
@Injectable()
export class UnknownImages {
  readonly counts: Readonly<Record<Resolver, { accepted: number; forgotten: number }>> = {
    log: { accepted: 0, forgotten: 0 },
    caller: { accepted: 0, forgotten: 0 },
  };
  private readonly logger = new Logger('Unknown');

  constructor(private readonly repository: UnknownRepository) {}

  /** As the repository does. */
  requests(limit: number): Promise<UnknownRequest[]> {
    return this.repository.requests(limit);
  }

  /** As the repository does. */
  images: UnknownRepository['images'] = (requestId, page) => this.repository.images(requestId, page);

  /**
   * As the repository does.
   *
   * @param name of the caller or the log, for the log.
   */
  async resolve(
    requestId: string,
    findings: Findings,
    by: { readonly resolver: Resolver; readonly name: string },
  ): Promise<Resolution> {
    const resolution = await this.repository.resolve(requestId, findings);
    const { accepted, forgotten } = resolution;
    const counts = this.counts[by.resolver];
    counts.accepted += accepted;
    counts.forgotten += forgotten;
    if (accepted + forgotten > 0)
      this.logger.log(
        `${by.name}: of the unknown images of request ${requestId}, ${accepted} are at the broker, and ` +
          `${forgotten} are not and are forgotten`,
      );
    return resolution;
  }
}
