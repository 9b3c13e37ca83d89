import { Controller, Get, type MessageEvent, type OnModuleDestroy, Res, Sse } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { from, type Observable } from 'rxjs';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import type { InferenceAnswer } from './inference.schema.js';
import { followJob, getJob, getJobResult, type JobStatus } from './jobs.contract.js';
import { JobsService } from './jobs.service.js';

type OfJob = InputOf<typeof getJob>;

interface Reply {
  status(code: number): Reply;
}

const pauseMs = 200;
/** The next event notices that a client has left. */
const longestSilenceMs = 10_000;

/** The state and results of asynchronous inference requests. Any process with the role `api` answers for all. */
@Tag('inference')
@Controller('v2/jobs/:id')
export class JobsController implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(private readonly jobs: JobsService) {}

  @Get()
  @Contract(getJob)
  status(@Input() { params: { id } }: OfJob): Promise<JobStatus> {
    return this.jobs.status(id);
  }

  @Get('result')
  @Contract(getJobResult)
  async result(
    @Input() { params: { id } }: OfJob,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<InferenceAnswer | JobStatus> {
    const result = await this.jobs.result(id);
    if (result) return result;
    reply.status(202);
    return this.jobs.status(id);
  }

  @Sse('events')
  @Contract(followJob)
  async events(@Input() { params: { id } }: OfJob): Promise<Observable<MessageEvent>> {
    return from(this.changes(id, await this.jobs.status(id)));
  }

  /** A waiting answer would keep the HTTP server from closing. */
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
