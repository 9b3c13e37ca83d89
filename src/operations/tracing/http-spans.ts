import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { onceOver } from '../../foundation/errors/response-over.js';
import { isWatching } from '../logging/http-requests.js';
import { atWork } from '../logging/work.js';
import { below, spanContextOf, toTraceparent } from './traceparent.js';

/** A span for each request over HTTP, a child of the caller's span. */
export function traceHttp(adapter: FastifyAdapter, tracer: Tracer): void {
  const fastify = adapter.getInstance();
  const spans = new WeakMap<object, Span>();
  // The first hook, so that refused requests have a span too.
  adapter.setOnRequestHook((request, reply, done) => {
    const { method, headers, routeOptions, originalUrl } = request;
    if (isWatching(routeOptions.url)) return done();
    const parent = below(spanContextOf(headers['traceparent'], headers['tracestate']));
    const attributes = {
      'http.request.method': method,
      'url.scheme': request.protocol,
      'url.path': originalUrl.replace(/\?.*$/s, ''),
      ...(routeOptions.url !== undefined && { 'http.route': routeOptions.url }),
    };
    const name = `${method} ${routeOptions.url ?? ''}`.trim();
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
    spans.set(request, span);
    // The request's handlers continue from this span.
    headers['traceparent'] = toTraceparent(span.spanContext());
    onceOver(reply.raw, () => end(span, reply.raw.statusCode));
    return done();
  });
  fastify.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (!span) return done();
    const traceparent = request.headers['traceparent'];
    return atWork.run({ httpRequestId: request.id, traceparent, span }, done);
  });
}

function end(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) {
    span.setAttribute('error.type', String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
