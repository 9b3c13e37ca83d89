import { type DynamicModule, Module } from '@nestjs/common';
import { ServedModelsModule } from '../../serving/classifier/served-models.module.js';
import { GrpcHealthController } from './grpc-health.controller.js';
import { GrpcController } from './grpc.controller.js';
import { InferenceConsumer } from './inference.consumer.js';
import { InferenceService } from './inference.service.js';
import { JobsModule } from './jobs.module.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';
import { RepositoryController } from './repository.controller.js';
import { ServerController } from './server.controller.js';

/** The role `inference`: the Open Inference Protocol over REST, gRPC and the brokers. */
@Module({
  imports: [ServedModelsModule],
  controllers: [
    ServerController,
    ModelsController,
    RepositoryController,
    GrpcController,
    GrpcHealthController,
    InferenceConsumer,
  ],
  providers: [InferenceService, ModelsService],
})
export class InferenceModule {
  /** @param withJobs whether requests may be asynchronous. */
  static forRoot(withJobs: boolean): DynamicModule {
    return { module: InferenceModule, imports: withJobs ? [JobsModule] : [] };
  }
}
