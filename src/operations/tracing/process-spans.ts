import { type Attributes, type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import type { AppError } from '../../foundation/errors/app.error.js';
import type { Naming } from '../../events/image-name.js';
import { traceOfMessage } from '../../events/message-trace.js';
import { attributesInHeaders } from '../../events/named-image.js';
import { atWork } from '../logging/work.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import type { DeliveryHooks, Outcome } from '../../transport/delivery/delivery.hooks.js';
import { messagingAttributes } from './attributes.js';
import { below, spanContextOf } from './traceparent.js';
import { markFailed, withinSpan } from './within-span.js';

/** A span for the work on each message, with all its attempts, below the span that sent it. */
export class ProcessSpans implements DeliveryHooks {
  constructor(
    private readonly tracer: Tracer,
    private readonly naming: Naming,
  ) {}

  run(message: ReceivedMessage, group: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const { topic } = message;
    const trace = traceOfMessage(message);
    const parent = below(spanContextOf(trace?.hop, trace?.state));
    const attributes = {
      ...messagingAttributes(this.naming.broker, 'process', topic),
      ...ofMessage(message, group),
    };
    const span = this.tracer.startSpan(`process ${topic}`, { kind: SpanKind.CONSUMER, attributes }, parent);
    const toEnd = async () => {
      const outcome = await work();
      span.setAttribute('seamline.outcome', outcome);
      return outcome;
    };
    return atWork.run({ message, naming: this.naming, span }, () => withinSpan(span, toEnd));
  }

  retried(_topic: string, error: AppError): void {
    addException(atWork.getStore()?.span, error);
  }

  deadLettered(_topic: string, error: AppError): void {
    const span = atWork.getStore()?.span;
    addException(span, error);
    if (span) markFailed(span, error);
  }
}

function addException(span: Span | undefined, { code, message }: AppError): void {
  span?.addEvent('exception', { 'exception.type': code, 'exception.message': message });
}

function ofMessage(message: ReceivedMessage, group: string): Attributes {
  const { id, topic, partition, offset, value } = message;
  const attribute = attributesInHeaders(message);
  const eventId = attribute('id');
  const source = attribute('source');
  return {
    'messaging.message.id': id,
    'messaging.message.body.size': value?.length ?? 0,
    'messaging.consumer.group.name': `${group}.${topic}`,
    ...(partition !== undefined && { 'messaging.destination.partition.id': String(partition) }),
    ...(offset !== undefined && { 'messaging.kafka.offset': Number(offset) }),
    ...(eventId !== undefined && { 'cloudevents.event_id': eventId }),
    ...(source !== undefined && { 'cloudevents.event_source': source }),
  };
}
