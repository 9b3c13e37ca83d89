import { type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { atWork } from '../logging/work.js';
import type { Broker, BrokerMessage } from '../../transport/broker.js';
import { isDeadLetterTopic } from '../../transport/delivery/dead-letter.js';
import { WrappedBroker } from '../../transport/open/wrapped.broker.js';
import { messagingAttributes } from './attributes.js';
import { below, spanContextOf, toTraceparent } from './traceparent.js';
import { markFailed } from './within-span.js';

/** The messages of one call that share a topic and a trace. */
interface Sending {
  readonly span: Span;
  count: number;
}

/**
 * A broker that makes a span of each `publish`, for each topic and trace in it. It writes that span into the
 * messages, so that their readers continue from there.
 */
export class TracedBroker extends WrappedBroker {
  constructor(
    inner: Broker,
    private readonly tracer: Tracer,
  ) {
    super(inner);
  }

  override async publish(messages: readonly BrokerMessage[]): Promise<void> {
    const sendings = new Map<string, Sending>();
    const named = messages.map((message) => this.nameSpan(message, sendings));
    try {
      await this.inner.publish(named);
    } catch (error) {
      for (const { span } of sendings.values()) markFailed(span, error);
      throw error;
    } finally {
      for (const { span, count } of sendings.values()) {
        if (count > 1) span.setAttribute('messaging.batch.message_count', count);
        span.end();
      }
    }
  }

  private nameSpan(message: BrokerMessage, sendings: Map<string, Sending>): BrokerMessage {
    const { topic, headers } = message;
    const own = spanContextOf(headers['traceparent'], headers['tracestate']);
    const key = `${topic} ${own?.traceId ?? ''}`;
    const sending = sendings.get(key) ?? { span: this.begin(topic, own), count: 0 };
    sending.count += 1;
    sendings.set(key, sending);
    // A dead letter is the message as it came, with every header.
    if (isDeadLetterTopic(topic)) return message;
    return { ...message, headers: { ...headers, traceparent: toTraceparent(sending.span.spanContext()) } };
  }

  /**
   * A child of the publishing work. A message with another trace (a replay) stays in its own, with a link to that
   * work.
   */
  private begin(topic: string, own: ReturnType<typeof spanContextOf>): Span {
    const work = atWork.getStore()?.span?.spanContext();
    const isForeign = own !== undefined && own.traceId !== work?.traceId;
    const parent = below(isForeign ? own : work);
    const links = isForeign && work ? [{ context: work }] : [];
    const attributes = messagingAttributes(this.inner.name, 'send', topic);
    return this.tracer.startSpan(`send ${topic}`, { kind: SpanKind.PRODUCER, attributes, links }, parent);
  }
}
