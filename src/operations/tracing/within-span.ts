import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { toAppError } from '../../foundation/errors/app.error.js';

/** Ends the span with the work, and records the work's error on it. */
export async function withinSpan<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

export function markFailed(span: Span, thrown: unknown): void {
  const { code, message } = toAppError(thrown);
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
