import { Injectable } from '@nestjs/common';
import { ModelViewsService } from './model-views.service.js';
import type { ReportQuery } from './report.contract.js';
import type { RolloutReport } from './report.schema.js';
import { ReportRepository } from './report.repository.js';

/** Compares versions of a model by stored outcomes. */
@Injectable()
export class ReportService {
  constructor(
    private readonly views: ModelViewsService,
    private readonly reports: ReportRepository,
  ) {}

  /**
   * Counts versions since the canary began, or since `since`. Compares the present shadow, else the last one, or the
   * version `shadow`.
   *
   * @param name untrusted.
   * @throws InvalidError `UNKNOWN_MODEL`; UnavailableError `DATABASE_UNAVAILABLE`
   */
  async of(name: string, query: ReportQuery): Promise<RolloutReport> {
    const { serving } = await this.views.one(name);
    const since = query.since ?? serving?.canary?.since;
    const version = query.shadow ?? serving?.shadow ?? (await this.reports.lastShadow(name));
    const compared = version === undefined ? undefined : { model: name, version };
    return {
      model: name,
      serving,
      since: since ?? null,
      versions: await this.reports.versions(name, since),
      shadow: compared ? await this.reports.shadow(compared, query) : null,
    };
  }
}
