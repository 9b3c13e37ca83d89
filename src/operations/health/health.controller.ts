import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { Contract, Tag } from '../../foundation/contract/contract.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { Public } from '../../api/security/access.js';
import { checkLiveness, checkReadiness, type Ready } from './health.contract.js';
import { HttpDrain } from './http-drain.js';
import { ReadinessService } from './readiness.service.js';

/** For programs that start, watch and replace processes: they have no key, so these endpoints need none. */
@Tag('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly readiness: ReadinessService,
    private readonly drain: HttpDrain,
  ) {}

  @Get('live')
  @Public()
  @Contract(checkLiveness)
  live() {
    return { status: 'ok' } as const;
  }

  @Get('ready')
  @Public()
  @Contract(checkReadiness)
  @Header('cache-control', 'no-store')
  async ready(): Promise<Ready> {
    try {
      const result = await this.health.check([
        () => this.readiness.process(this.drain.isEnding),
        () => this.readiness.brokers(),
        () => this.readiness.classifying(),
        () => this.readiness.stored(),
      ]);
      // The library's type does not know that every part has a state.
      return result as Ready;
    } catch (error) {
      throw error instanceof ServiceUnavailableException ? notReady(error.getResponse()) : error;
    }
  }
}

/**
 * A failure in the usual form, with all parts beside its code and message. @param answer terminus' HealthCheckResult
 */
function notReady(answer: string | object): UnavailableError {
  const result = answer as HealthCheckResult;
  const down = Object.keys(result.error ?? {}).join(', ');
  return new UnavailableError('NOT_READY', `not ready: ${down || result.status}`, { details: { ...result } });
}
