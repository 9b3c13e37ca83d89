import { Body, Controller, Get, Inject, Optional, Post, Res } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import { leftSignal } from '../../foundation/errors/response-over.js';
import { Needs } from '../security/access.js';
import { InferenceService } from './inference.service.js';
import { JobsService } from './jobs.service.js';
import * as contracts from './models.contract.js';
import { ModelsService } from './models.service.js';
import { packed } from './protocol-body.js';
import { readJsonRequest } from './read-json.js';
import { writeJsonAnswer } from './write-json.js';

type OfModel = InputOf<typeof contracts.getModelMetadata>;

interface Reply {
  readonly raw: ServerResponse;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

/** Single models: their description, their statistics, and their classification of images. */
@Tag('inference')
@Controller('v2/models')
export class ModelsController {
  constructor(
    private readonly models: ModelsService,
    private readonly inference: InferenceService,
    @Optional() @Inject(JobsService) private readonly jobs: JobsService | undefined,
  ) {}

  @Get('stats')
  @Contract(contracts.listModelStatistics)
  allStatistics() {
    return { model_stats: this.models.statistics() };
  }

  @Get([':model/stats', ':model/versions/:version/stats'])
  @Contract(contracts.getModelStatistics)
  statistics(@Input() { params: { model, version } }: OfModel) {
    return { model_stats: this.models.statistics(model, version) };
  }

  @Get([':model', ':model/versions/:version'])
  @Contract(contracts.getModelMetadata)
  metadata(@Input() { params: { model, version } }: OfModel) {
    return this.models.metadata(model, version);
  }

  @Get([':model/config', ':model/versions/:version/config'])
  @Contract(contracts.getModelConfig)
  config(@Input() { params: { model, version } }: OfModel) {
    return this.models.config(model, version);
  }

  @Get([':model/ready', ':model/versions/:version/ready'])
  @Contract(contracts.checkModelReady)
  ready(@Input() { params: { model, version } }: OfModel) {
    const { name } = this.models.metadata(model, version);
    if (!this.models.isReady(model, version)) {
      throw new UnavailableError('MODEL_UNAVAILABLE', `${name} is loaded, and fails on everything`);
    }
    return { name, ready: true };
  }

  @Needs('push')
  @Post([':model/infer', ':model/versions/:version/infer'])
  @Contract(contracts.inferModel)
  async infer(
    @Input() { params, query, headers }: InputOf<typeof contracts.inferModel>,
    @Body() body: Uint8Array | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const asked = { model: params.model, modelVersion: params.version };
    const request = readJsonRequest(body ?? new Uint8Array(), headers['Inference-Header-Content-Length']);
    const left = leftSignal(reply.raw);
    if (query.async) {
      reply.status(202);
      const images = await this.inference.images(request, asked, { owner: request, signal: left });
      return this.withJobs().start(images, { ...asked, broker: query.broker }, { left });
    }
    const { answer } = await this.inference.infer(request, asked, { left });
    const written = writeJsonAnswer(answer);
    const { body: packedBody, encoding } = await packed(written.body, headers['Accept-Encoding']);
    if (encoding) reply.header('content-encoding', encoding);
    if (written.jsonLength === undefined) reply.header('content-type', 'application/json');
    else {
      reply
        .header('content-type', 'application/octet-stream')
        .header('inference-header-content-length', String(written.jsonLength));
    }
    return packedBody;
  }

  private withJobs(): JobsService {
    if (this.jobs) return this.jobs;
    const text = 'async=true needs a process with the roles api and inference: this one keeps no ledger';
    throw new InvalidError('BAD_REQUEST', text);
  }
}
