import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { Public } from '../../api/security/access.js';
import { HttpDrain } from './http-drain.js';
import { ReadinessService } from './readiness.service.js';

const up = {
  process: { status: 'up', state: 'running' },
  'broker kafka': { status: 'up', state: 'connected' },
};
const down = { database: { status: 'down', state: 'away', lastError: 'PostgreSQL at db:5432 is away' } };
const readyExample = { status: 'ok', info: up, error: {}, details: up };
const notReadyExample = {
  statusCode: 503,
  code: 'NOT_READY',
  message: 'not ready: database',
  status: 'error',
  info: up,
  error: down,
  details: { ...up, ...down },
};

/** For whoever starts, watches and replaces processes: they have no key, so these answer everybody. */
@ApiTags('health')
@Controller('health')
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly readiness: ReadinessService,
    private readonly drain: HttpDrain,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers' })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Whether everything is there that the process needs for its roles, each part with its state',
  })
  @ApiOkResponse({ schema: { example: readyExample } })
  @ApiServiceUnavailableResponse({ schema: { example: notReadyExample } })
  @Header('cache-control', 'no-store')
  async ready(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([
        () => this.readiness.process(this.drain.isEnding),
        () => this.readiness.brokers(),
        () => this.readiness.modelVersions(),
        () => this.readiness.stored(),
      ]);
    } catch (error) {
      throw error instanceof ServiceUnavailableException ? notReady(error.getResponse()) : error;
    }
  }
}

/** A failure like every other, with all parts beside its code and message. @param answer terminus' HealthCheckResult */
function notReady(answer: string | object): UnavailableError {
  const result = answer as HealthCheckResult;
  const down = Object.keys(result.error ?? {}).join(', ');
  return new UnavailableError('NOT_READY', `not ready: ${down || result.status}`, { details: { ...result } });
}
