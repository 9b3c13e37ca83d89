import { Inject, Injectable, Optional } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../../outcomes/database/database.js';
import { BrokerReadiness } from './broker-readiness.js';
import { type PartState, ServingReadiness } from './serving-readiness.js';

/** In milliseconds. Below the 5 s that a probe usually waits. */
const databaseTimeoutMs = 2_000;
/** In milliseconds. Probes need no key: any number of them causes one database query in this time. */
const askDatabaseEveryMs = 1_000;

/** The parts that this process needs for its roles, each with its state; none of the texts contains a secret. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly brokerStates: BrokerReadiness,
    private readonly serving: ServingReadiness,
    @Optional() @Inject(Database) private readonly database: Database | undefined,
  ) {}

  process(isEnding: boolean): HealthIndicatorResult {
    return this.part('process', !isEnding, { state: isEnding ? 'ending' : 'running' });
  }

  brokers(): HealthIndicatorResult {
    return this.parts(
      this.brokerStates.states().map((state) => ({ ...state, name: `broker ${state.name}` })),
    );
  }

  classifying(): HealthIndicatorResult {
    return this.parts(this.serving.states());
  }

  async stored(): Promise<HealthIndicatorResult> {
    const { database } = this;
    if (!database) return {};
    const attempt = this.indicators.check('database').attempt(() => database.ping());
    attempt.withTimeout(databaseTimeoutMs).cacheFor(askDatabaseEveryMs);
    const { status, message: lastError } = (await attempt).database;
    const up = status === 'up';
    return this.part('database', up, { state: up ? 'reachable' : 'away', lastError });
  }

  private parts(states: readonly PartState[]): HealthIndicatorResult {
    const parts = states.map(({ name, up, ...state }) => this.part(name, up, state));
    return Object.assign({}, ...parts) as HealthIndicatorResult;
  }

  private part(
    name: string,
    up: boolean,
    { state, lastError }: { state: string; lastError?: string | undefined },
  ) {
    const indicator = this.indicators.check(name);
    const data = { state, ...(lastError !== undefined && { lastError }) };
    return up ? indicator.up(data) : indicator.down(data);
  }
}
