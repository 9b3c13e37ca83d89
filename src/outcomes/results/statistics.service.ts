import { Injectable } from '@nestjs/common';
import { LagReader } from '../../events/lag.reader.js';
import type { LabelStatistics, Statistics } from './statistics.contract.js';
import { labelStatistics } from './statistics.js';
import { StatisticsRepository } from './statistics.repository.js';

/** In milliseconds. Any number of callers share one reading in this time. */
const freshMs = 900;
const lagFreshMs = 2_000;

export type { Statistics };

/** Numbers for dashboards; a poll each second costs the same at a million rows as at none. */
@Injectable()
export class StatisticsService {
  /** Of everything that is stored. */
  readonly overall: () => Promise<Statistics>;

  constructor(
    private readonly repository: StatisticsRepository,
    lags: LagReader,
  ) {
    const lag = shared(lagFreshMs, () => lags.lags());
    this.overall = shared(freshMs, async () => {
      const [perSecond, recent, cells, further, waiting] = await Promise.all([
        repository.perSecond(Date.now()),
        repository.recent(),
        repository.cells(),
        repository.further(),
        lag(),
      ]);
      return { perSecond, recent, ...labelStatistics(cells, further), lag: waiting };
    });
  }

  /** Of the predictions of a request; reads all its rows. */
  async ofRequest(requestId: string): Promise<LabelStatistics> {
    return labelStatistics(await this.repository.cellsOf(requestId));
  }
}

/** Caches a result for a short time; errors are not cached. */
function shared<T>(freshFor: number, read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (answer && performance.now() < until) return answer;
    until = performance.now() + freshFor;
    const asked = read();
    asked.catch(() => {
      if (answer === asked) answer = undefined;
    });
    answer = asked;
    return asked;
  };
}
