import type { ServerInterceptor } from '@grpc/grpc-js';
import type { Naming } from '../../events/image-name.js';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { SpanKind, type Tracer } from '@opentelemetry/api';
import type { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config, TracingConfig } from '../../foundation/config/config.js';
import { programVersion } from '../../foundation/config/program-version.js';
import type { BatchScope } from '../../foundation/concurrency/batch.scope.js';
import type { Broker } from '../../transport/broker.js';
import type { DeliveryHooks } from '../../transport/delivery/delivery.hooks.js';
import { BatchSpans } from './batch-spans.js';
import { logTroubles } from './export-troubles.js';
import { grpcSpans } from './grpc-spans.js';
import { traceHttp } from './http-spans.js';
import { ProcessSpans } from './process-spans.js';
import { TracedBroker } from './traced.broker.js';
import { openProvider } from './tracer-provider.js';

/** In milliseconds. An absent collector must not delay the end of the process. */
const flushMs = 5_000;

/** The spans of this application, from HTTP through the brokers and batches to the database. */
export class Tracing implements OnApplicationShutdown {
  private readonly tracer: Tracer;

  private constructor(
    private readonly provider: BasicTracerProvider,
    private readonly database: string,
  ) {
    this.tracer = provider.getTracer('seamline', programVersion);
  }

  static async open(tracing: TracingConfig, { database }: Pick<Config, 'database'>): Promise<Tracing> {
    logTroubles();
    return new Tracing(await openProvider(tracing), database.url === undefined ? 'sqlite' : 'postgresql');
  }

  /** Call it before the application listens. */
  ofHttp(adapter: FastifyAdapter): void {
    traceHttp(adapter, this.tracer);
  }

  /** For the gRPC server. */
  ofGrpc(): ServerInterceptor {
    return grpcSpans(this.tracer);
  }

  ofPublishing(broker: Broker): Broker {
    return new TracedBroker(broker, this.tracer);
  }

  ofMessages(naming: Naming): DeliveryHooks {
    return new ProcessSpans(this.tracer, naming);
  }

  ofModel(model: string, version: string): BatchScope {
    const attributes = { 'seamline.model': model, 'seamline.model.version': version };
    const sizeName = 'messaging.batch.message_count';
    return new BatchSpans(this.tracer, { name: 'classify', kind: SpanKind.INTERNAL, attributes, sizeName });
  }

  ofInserts(table: string): BatchScope {
    const attributes = {
      'db.system.name': this.database,
      'db.operation.name': 'INSERT',
      'db.collection.name': table,
    };
    const sizeName = 'db.operation.batch.size';
    return new BatchSpans(this.tracer, {
      name: `INSERT ${table}`,
      kind: SpanKind.CLIENT,
      attributes,
      sizeName,
    });
  }

  /** After the brokers are closed: no message is in work any more. Waits for the last export, but not for long. */
  async onApplicationShutdown(): Promise<void> {
    const ended = new AbortController();
    const tooLong = pause(flushMs, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    await Promise.race([this.provider.shutdown().catch(() => undefined), tooLong]);
    ended.abort();
  }
}
