import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptor,
  status as statuses,
} from '@grpc/grpc-js';
import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { atWork } from '../logging/work.js';
import { below, spanContextOf } from './traceparent.js';

/** Statuses that are a server's failure, by OpenTelemetry's conventions for RPC. */
const failures: ReadonlySet<statuses> = new Set([
  statuses.UNKNOWN,
  statuses.DEADLINE_EXCEEDED,
  statuses.UNIMPLEMENTED,
  statuses.INTERNAL,
  statuses.UNAVAILABLE,
  statuses.DATA_LOSS,
]);

/** A span for each gRPC call, a child of the caller's span. What the call does continues from it. */
export function grpcSpans(tracer: Tracer): ServerInterceptor {
  return ({ path }, call) => {
    let span: Span | undefined;
    const within = (work: () => void) => {
      if (span) atWork.run({ span }, work);
      else work();
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, go) => {
            span = startSpan(tracer, path, metadata);
            within(() => go(metadata));
          },
          onReceiveMessage: (message, go) => within(() => go(message)),
          onReceiveHalfClose: (go) => within(go),
          onCancel: () => span?.end(),
        }),
      sendStatus: (status, next) => {
        if (span) endSpan(span, status.code);
        next(status);
      },
    });
  };
}

function startSpan(tracer: Tracer, path: string, metadata: Metadata): Span {
  const [, service = '', method = ''] = path.split('/');
  const [traceparent] = metadata.get('traceparent');
  const [tracestate] = metadata.get('tracestate');
  const attributes = { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method };
  const options = { kind: SpanKind.SERVER, attributes };
  return tracer.startSpan(`${service}/${method}`, options, below(spanContextOf(traceparent, tracestate)));
}

function endSpan(span: Span, code: statuses): void {
  span.setAttribute('rpc.grpc.status_code', code);
  if (failures.has(code)) {
    span.setAttribute('error.type', statuses[code]);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
