import { type Context, createTraceState, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { traceIdOf } from '../../events/trace-context.js';

/** The header's form: W3C Trace Context. */
export function toTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Undefined for an invalid `traceparent`. */
export function spanContextOf(traceparent: unknown, tracestate?: unknown): SpanContext | undefined {
  const traceId = traceIdOf(traceparent);
  if (traceId === undefined) return undefined;
  const [, , spanId = '', flags = ''] = String(traceparent).split('-');
  const state = typeof tracestate === 'string' && { traceState: createTraceState(tracestate) };
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true, ...state };
}

/** The context for a new span: a child of this one, or a root. */
export const below = (parent: SpanContext | undefined): Context =>
  parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
