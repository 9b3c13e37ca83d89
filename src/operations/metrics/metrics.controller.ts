import { Controller, Get, Header } from '@nestjs/common';
import { Contract, Tag } from '../../foundation/contract/contract.js';
import { Registry } from 'prom-client';
import { getMetrics } from './metrics.contract.js';

@Tag('health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly registry: Registry) {}

  @Get()
  @Contract(getMetrics)
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @Header('cache-control', 'no-store')
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}
