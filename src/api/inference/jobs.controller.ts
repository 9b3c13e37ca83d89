import { Controller, Get, Res } from '@nestjs/common';
import type { StreamReply } from '../../foundation/answers/event-stream.js';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import type { InferenceAnswer } from './inference.schema.js';
import { followJob, getJob, getJobResult, type JobStatus } from './jobs.contract.js';
import { JobStream } from './job.stream.js';
import { JobsService } from './jobs.service.js';

type OfJob = InputOf<typeof getJob>;

interface Reply {
  status(code: number): Reply;
}

/** The state and results of asynchronous inference requests. Any process with the role `api` answers for all. */
@Tag('inference')
@Controller('v2/jobs/:id')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly stream: JobStream,
  ) {}

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

  @Get('events')
  @Contract(followJob)
  async events(@Input() { params: { id } }: OfJob, @Res() reply: StreamReply): Promise<void> {
    await this.stream.send(id, reply);
  }
}
