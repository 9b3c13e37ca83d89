import { Controller, Get, HttpStatus, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService } from '@nestjs/terminus';
import { Public } from '../security/access.js';
import { ReadinessService } from './readiness.service.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

const up = {
  process: { status: 'up', state: 'running' },
  'broker kafka': { status: 'up', state: 'connected' },
};
const down = { database: { status: 'down', state: 'away', lastError: 'PostgreSQL at db:5432 is away' } };
const ready = { status: 'ok', info: up, error: {}, details: up };
const notReady = { status: 'error', info: up, error: down, details: { ...up, ...down } };

/** For whoever starts, watches and replaces processes: they have no key, so these answer everybody. */
@ApiTags('health')
@Controller('health')
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly readiness: ReadinessService,
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
  @ApiOkResponse({ schema: { example: ready } })
  @ApiServiceUnavailableResponse({ schema: { example: notReady } })
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<unknown> {
    reply.header('cache-control', 'no-store');
    try {
      return await this.health.check([
        () => this.readiness.process(),
        () => this.readiness.brokers(),
        () => this.readiness.modelVersions(),
        () => this.readiness.stored(),
      ]);
    } catch (error) {
      // Here the answer is the parts, not the error.
      if (!(error instanceof ServiceUnavailableException)) throw error;
      reply.status(HttpStatus.SERVICE_UNAVAILABLE);
      return error.getResponse();
    }
  }
}
