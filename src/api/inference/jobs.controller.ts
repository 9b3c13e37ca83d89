import { Controller, Get, type MessageEvent, type OnModuleDestroy, Param, Res, Sse } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { setTimeout as pause } from 'node:timers/promises';
import { from, type Observable } from 'rxjs';
import { JobsService, type JobStatus } from './jobs.service.js';

interface Reply {
  status(code: number): Reply;
}

const pauseMs = 200;
/** A client that has gone is noticed at the next event. */
const longestSilenceMs = 10_000;

/** What became of asynchronous inference requests; any process with the role `api` answers for all. */
@ApiTags('inference')
@ApiNotFoundResponse({ description: 'No job has this id' })
@Controller('v2/jobs/:id')
export class JobsController implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(private readonly jobs: JobsService) {}

  @Get()
  @ApiOperation({ summary: 'How far an asynchronous inference request is' })
  status(@Param('id') id: string): Promise<JobStatus> {
    return this.jobs.status(id);
  }

  @Get('result')
  @ApiOperation({ summary: 'The answer to an asynchronous inference request' })
  @ApiOkResponse({ description: 'The answer; 202 and the status while it is not there yet' })
  async result(@Param('id') id: string, @Res({ passthrough: true }) reply: Reply) {
    const result = await this.jobs.result(id);
    if (result) return result;
    reply.status(202);
    return this.jobs.status(id);
  }

  @Sse('events')
  @ApiOperation({
    summary: 'The status each time that it changes, as Server-Sent Events, until the job is done',
  })
  async events(@Param('id') id: string): Promise<Observable<MessageEvent>> {
    return from(this.changes(id, await this.jobs.status(id)));
  }

  /** An answer that waits would keep the HTTP server from closing. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async *changes(id: string, first: JobStatus): AsyncGenerator<MessageEvent> {
    const { signal } = this.stopping;
    let told: string | undefined;
    let toldAt = 0;
    for (let status = first; ; status = await this.jobs.status(id)) {
      const text = JSON.stringify(status);
      if (text !== told || performance.now() - toldAt > longestSilenceMs) {
        yield { type: 'status', data: text };
        told = text;
        toldAt = performance.now();
      }
      if (status.state !== 'working' || signal.aborted) return;
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
