import { Controller, UseFilters } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { readInput } from '../../foundation/contract/read-input.js';
import { Needs, Public } from '../security/access.js';
import { cancelledSignal, type GrpcCall } from './grpc-call.js';
import {
  type GrpcInferRequest,
  grpcAnswer,
  type GrpcParameters,
  parametersOf,
  readGrpcRequest,
} from './grpc-messages.js';
import { InferenceService } from './inference.service.js';
import { ModelsService } from './models.service.js';
import { GrpcErrorFilter } from './protocol-errors.js';
import { loadModel } from './repository.contract.js';
import { serverMetadata } from './server.contract.js';

export const inferenceService = 'GRPCInferenceService';

/** An empty text counts as absent. */
interface NamedModel {
  readonly name: string;
  readonly version: string;
}

interface RepositoryRequest {
  readonly model_name: string;
  readonly parameters: GrpcParameters;
}

/** The Open Inference Protocol over gRPC. */
@Controller()
@UseFilters(GrpcErrorFilter)
export class GrpcController {
  constructor(
    private readonly models: ModelsService,
    private readonly inference: InferenceService,
  ) {}

  @GrpcMethod(inferenceService, 'ServerLive')
  @Public()
  live() {
    return { live: true };
  }

  @GrpcMethod(inferenceService, 'ServerReady')
  @Public()
  ready() {
    return { ready: this.models.ready };
  }

  @GrpcMethod(inferenceService, 'ModelReady')
  @Needs('read')
  modelReady({ name, version }: NamedModel) {
    return { ready: this.models.isReady(name, version || undefined) };
  }

  @GrpcMethod(inferenceService, 'ServerMetadata')
  @Needs('read')
  metadata() {
    return serverMetadata;
  }

  @GrpcMethod(inferenceService, 'ModelMetadata')
  @Needs('read')
  modelMetadata({ name, version }: NamedModel) {
    return this.models.metadata(name, version || undefined);
  }

  @GrpcMethod(inferenceService, 'ModelConfig')
  @Needs('read')
  modelConfig({ name, version }: NamedModel) {
    return { config: this.models.config(name, version || undefined) };
  }

  @GrpcMethod(inferenceService, 'ModelInfer')
  @Needs('push')
  async infer(message: GrpcInferRequest, _metadata: object, call: GrpcCall) {
    const { model_name: model, model_version: version } = message;
    const asked = { model: model || undefined, modelVersion: version || undefined };
    const { answer } = await this.inference.infer(readGrpcRequest(message), asked, {
      left: cancelledSignal(call),
    });
    return grpcAnswer(answer);
  }

  @GrpcMethod(inferenceService, 'ModelStatistics')
  @Needs('read')
  statistics({ name, version }: NamedModel) {
    return { model_stats: this.models.statistics(name || undefined, version || undefined) };
  }

  @GrpcMethod(inferenceService, 'RepositoryIndex')
  @Needs('read')
  async index({ ready }: { readonly ready: boolean }) {
    return { models: await this.models.index(ready) };
  }

  @GrpcMethod(inferenceService, 'RepositoryModelLoad')
  async load({ model_name: model, parameters }: RepositoryRequest) {
    const given = readInput(loadModel.body.schema, { parameters: parametersOf(parameters) }, 'the request');
    await this.models.load(model, given.parameters?.version);
    return {};
  }

  @GrpcMethod(inferenceService, 'RepositoryModelUnload')
  async unload({ model_name: model }: RepositoryRequest) {
    await this.models.unload(model);
    return {};
  }
}
