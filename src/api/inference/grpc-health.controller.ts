import { Controller, UseFilters } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { Public } from '../security/access.js';
import { inferenceService } from './grpc.controller.js';
import { ModelsService } from './models.service.js';
import { GrpcErrorFilter } from './protocol-errors.js';

/** gRPC's health checking, as Kubernetes' probes and load balancers ask it. */
@Controller()
@UseFilters(GrpcErrorFilter)
export class GrpcHealthController {
  constructor(private readonly models: ModelsService) {}

  /** @throws InvalidError `NOT_FOUND` for a service that is not here. */
  @GrpcMethod('Health', 'Check')
  @Public()
  check({ service }: { readonly service: string }) {
    if (!['', `inference.${inferenceService}`].includes(service)) {
      throw new InvalidError('NOT_FOUND', `there is no service ${quoted(service)}`);
    }
    return { status: this.models.ready ? 'SERVING' : 'NOT_SERVING' };
  }
}
