import type { Attributes, Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { atWork } from '../logging/work.js';
import type { BatchScope } from '../../foundation/concurrency/batch.scope.js';
import { below } from './traceparent.js';
import { withinSpan } from './within-span.js';

export interface BatchSpanOptions extends Pick<SpanOptions, 'kind'> {
  readonly name: string;
  readonly attributes: Attributes;
  /** The attribute for the number of items in the batch. */
  readonly sizeName: string;
}

/**
 * A span for each batch. It links to the span of each item, and each of those links back, because a batch may have
 * items of many traces. It belongs to the trace of the first recorded item.
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
