import type { Attributes } from '@opentelemetry/api';

/** How OpenTelemetry's semantic conventions call the brokers; ours they do not know. */
const systems: Readonly<Record<string, string>> = {
  kafka: 'kafka',
  pubsub: 'gcp_pubsub',
  embedded: 'seamline',
};

/** What every span about messages says. */
export function messagingAttributes(
  broker: string,
  operation: 'send' | 'process',
  topic: string,
): Attributes {
  return {
    'messaging.system': systems[broker] ?? broker,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.destination.name': topic,
  };
}
