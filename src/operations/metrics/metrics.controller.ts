import { Controller, Get, Header } from '@nestjs/common';
import { Contract, Tag } from '../../foundation/contract/contract.js';
import { Registry } from 'prom-client';
import { getMetrics } from './metrics.contract.js';

@Tag('health')
@Controller('metrics')
export class MetricsController {
  private rendering: Promise<string> | undefined;

  constructor(private readonly registry: Registry) {}

  @Get()
  @Contract(getMetrics)
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @Header('cache-control', 'no-store')
  metrics(): Promise<string> {
    // A thousand requests at once share one rendering, which takes some milliseconds.
    return (this.rendering ??= this.registry.metrics().finally(() => {
      this.rendering = undefined;
    }));
  }
}
