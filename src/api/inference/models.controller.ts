import { Controller, Get, HttpCode, Inject, Optional, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { readInput } from '../../foundation/contract/read-input.js';
import { InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import { Needs } from '../security/access.js';
import { InferenceService } from './inference.service.js';
import { JobsService } from './jobs.service.js';
import { ModelsService } from './models.service.js';
import { readJsonRequest } from './read-json.js';
import { writeJsonAnswer } from './write-json.js';
import { inferenceExample } from './inference.examples.js';

const lengthHeader = 'inference-header-content-length';

interface ModelPath {
  readonly model: string;
  readonly version?: string;
}

interface InferHttpRequest {
  readonly params: ModelPath;
  readonly query: unknown;
  readonly headers: { readonly [lengthHeader]?: string };
  readonly body?: Uint8Array;
}

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

const inferQuery = z.object({
  async: z.enum(['true', 'false'], 'true or false').default('false'),
  broker: z.string().optional(),
});

/** Single models: what they are, what they have done, and what they say about images. */
@ApiTags('inference')
@Controller('v2/models')
export class ModelsController {
  constructor(
    private readonly models: ModelsService,
    private readonly inference: InferenceService,
    @Optional() @Inject(JobsService) private readonly jobs: JobsService | undefined,
  ) {}

  @Get('stats')
  @ApiOperation({ summary: 'What every loaded version has done' })
  allStatistics() {
    return { model_stats: this.models.statistics() };
  }

  @Get([':model/stats', ':model/versions/:version/stats'])
  @ApiOperation({ summary: 'What a model has done: images, batches, durations in nanoseconds' })
  statistics(@Param() { model, version }: ModelPath) {
    return { model_stats: this.models.statistics(model, version) };
  }

  @Get([':model', ':model/versions/:version'])
  @ApiOperation({ summary: 'Versions, inputs and outputs of a model' })
  metadata(@Param() { model, version }: ModelPath) {
    return this.models.metadata(model, version);
  }

  @Get([':model/ready', ':model/versions/:version/ready'])
  @ApiOperation({ summary: 'Whether a model answers' })
  ready(@Param() { model, version }: ModelPath) {
    const { name } = this.models.metadata(model, version);
    if (!this.models.isReady(model, version)) {
      throw new UnavailableError('MODEL_UNAVAILABLE', `${name} is loaded, and fails on everything`);
    }
    return { name, ready: true };
  }

  @Needs('push')
  @Post([':model/infer', ':model/versions/:version/infer'])
  @HttpCode(200)
  @ApiOperation({ summary: 'What a model says about images' })
  @ApiQuery({
    name: 'async',
    required: false,
    description: 'true: answers 202 with links to what becomes of it',
  })
  @ApiQuery({ name: 'broker', required: false, description: 'That carries an asynchronous request' })
  @ApiBody({ schema: { example: inferenceExample.request } })
  @ApiOkResponse({ schema: { example: inferenceExample.answer } })
  async infer(
    @Req() { params, query, headers, body }: InferHttpRequest,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const { async, broker } = readInput(inferQuery, query);
    const asked = { model: params.model, modelVersion: params.version };
    const request = readJsonRequest(body ?? new Uint8Array(), headers[lengthHeader]);
    if (async === 'true') {
      reply.status(202);
      return this.withJobs().start(this.inference.images(request, asked), asked, broker);
    }
    const { answer } = await this.inference.infer(request, asked);
    const written = writeJsonAnswer(answer);
    if (written.jsonLength === undefined) reply.header('content-type', 'application/json');
    else {
      reply
        .header('content-type', 'application/octet-stream')
        .header(lengthHeader, String(written.jsonLength));
    }
    return written.body;
  }

  private withJobs(): JobsService {
    if (this.jobs) return this.jobs;
    const text = 'async=true needs a process with the roles api and inference: this one keeps no ledger';
    throw new InvalidError('BAD_REQUEST', text);
  }
}
