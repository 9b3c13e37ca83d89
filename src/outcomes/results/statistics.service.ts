import { Injectable } from '@nestjs/common';
import { LagReader } from '../../events/lag.reader.js';
import type { LabelStatistics, Statistics } from './statistics.contract.js';
import { labelStatistics } from './statistics.js';
import { StatisticsRepository } from './statistics.repository.js';

/** However many ask, everything is read this often at most. */
const freshMs = 900;
const lagFreshMs = 2_000;

export type { Statistics };

/** Numbers for whoever watches; a poll each second costs the same at a million rows as at none. */
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
      const [perSecond, recent, cells, waiting] = await Promise.all([
        repository.perSecond(Date.now()),
        repository.recent(),
        repository.cells(),
        lag(),
      ]);
      return { perSecond, recent, ...labelStatistics(cells), lag: waiting };
    });
  }

  /** Of the predictions of a request: as many rows are read as it has. */
  async ofRequest(requestId: string): Promise<LabelStatistics> {
    return labelStatistics(await this.repository.cellsOf(requestId));
  }
}

/** The same answer for all who ask within a time; an error is nobody else's. */
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
