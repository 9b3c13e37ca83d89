import type { Attributes, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { atWork } from '../logging/work.js';
import type { BatchScope } from '../../foundation/concurrency/batch.scope.js';
import { below } from './traceparent.js';
import { withinSpan } from './within-span.js';

export interface BatchSpanOptions extends Pick<SpanOptions, 'kind'> {
  readonly name: string;
  readonly attributes: Attributes;
  /** The attribute that tells how many items the batch has. */
  readonly sizeName: string;
}

/**
 * A span for each batch. It has a link to the span of each item and each of those has one to it, because a batch may
 * have items of many traces; it stands in the trace of the first that is recorded.
 */
export class BatchSpans implements BatchScope {
  constructor(
    private readonly tracer: Tracer,
    private readonly options: BatchSpanOptions,
  ) {}

  origin(): Span | undefined {
    return atWork.getStore()?.span;
  }

  run<T>(origins: readonly unknown[], work: () => Promise<T>): Promise<T> {
    const { name, kind, sizeName } = this.options;
    const attributes = { ...this.options.attributes, [sizeName]: origins.length };
    const known = [...new Set(origins as readonly (Span | undefined)[])].filter((one) => one !== undefined);
    const parent = (known.find((one) => one.isRecording()) ?? known[0])?.spanContext();
    const links = known.map((one) => ({ context: one.spanContext() }));
    const span = this.tracer.startSpan(name, { kind: kind ?? 0, attributes, links }, below(parent));
    for (const one of known) one.addLink({ context: span.spanContext() });
    return atWork.run({ span }, () => withinSpan(span, work));
  }
}
