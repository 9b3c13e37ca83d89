import type { Attributes } from '@opentelemetry/api';
import { driverOf } from '../../transport/drivers/index.js';

/** The attributes of every span about messages. */
export function messagingAttributes(
  broker: string,
  operation: 'send' | 'process',
  topic: string,
): Attributes {
  return {
    'messaging.system': driverOf(broker).tracingSystem,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.destination.name': topic,
  };
}
