import { randomUUID } from 'node:crypto';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TracingConfig } from '../../foundation/config/config.js';
import { programVersion } from '../../foundation/config/program-version.js';

/**
 * Collects spans and exports them in batches. Not registered as the process's own: each application has its tracer,
 * like its registry of metrics. OpenTelemetry's variables configure sampling and exporting.
 */
export async function openProvider(tracing: TracingConfig): Promise<BasicTracerProvider> {
  return new BasicTracerProvider({
    resource: resourceOf(tracing),
    spanLimits: { linkCountLimit: tracing.mostLinks },
    spanProcessors: [new BatchSpanProcessor(await openExporter(tracing))],
  });
}

async function openExporter({ url, protocol, headers }: TracingConfig): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await (protocol === 'http/json'
    ? import('@opentelemetry/exporter-trace-otlp-http')
    : import('@opentelemetry/exporter-trace-otlp-proto'));
  return new OTLPTraceExporter({ url, headers });
}

/** The later wins. */
function resourceOf({ serviceName }: TracingConfig): Resource {
  return defaultResource()
    .merge(
      resourceFromAttributes({
        'service.name': 'seamline',
        'service.version': programVersion,
        'service.instance.id': randomUUID(),
      }),
    )
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(serviceName === undefined ? {} : { 'service.name': serviceName }));
}
