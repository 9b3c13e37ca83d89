import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';

const example = `# HELP seamline_broker_up Whether the broker is connected, every handler subscribed, and the work goes on
# TYPE seamline_broker_up gauge
seamline_broker_up{broker="kafka"} 1
`;

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly registry: Registry) {}

  @Get()
  @ApiOperation({
    summary: 'Metrics of this process in the text format of Prometheus; docs/metrics.md names each',
  })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' }, example } } })
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @Header('cache-control', 'no-store')
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}
