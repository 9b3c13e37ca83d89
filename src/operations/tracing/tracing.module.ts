import { Global, Module } from '@nestjs/common';
import { BATCH_SCOPE_OF } from '../../serving/classifier/batch-scope-of.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { namedMessages } from '../logging/named-messages.js';
import { INSERT_SCOPE } from '../../outcomes/results/insert-scope.js';
import type { Broker } from '../../transport/broker.js';
import { SCOPE_OF, WRAP_BROKER } from '../../events/transport.module.js';
import type { Tracing } from './tracing.js';

/** The Tracing of this application; undefined where nobody has asked for traces. */
export const TRACING = Symbol('Tracing');

/** Names the work on messages to the log, and follows it for traces where OpenTelemetry's variables ask for them. */
@Global()
@Module({
  providers: [
    { provide: TRACING, inject: [CONFIG], useFactory: openTracing },
    {
      provide: SCOPE_OF,
      inject: [TRACING],
      useFactory: (tracing?: Tracing) =>
        tracing ? (broker: string) => tracing.ofMessages(broker) : namedMessages,
    },
    {
      provide: WRAP_BROKER,
      inject: [TRACING],
      useFactory: (tracing?: Tracing) => tracing && ((broker: Broker) => tracing.ofPublishing(broker)),
    },
    {
      provide: BATCH_SCOPE_OF,
      inject: [TRACING],
      useFactory: (tracing?: Tracing) =>
        tracing && ((model: string, version: string) => tracing.ofModel(model, version)),
    },
    {
      provide: INSERT_SCOPE,
      inject: [TRACING],
      useFactory: (tracing?: Tracing) => tracing?.ofInserts('outcomes'),
    },
  ],
  exports: [TRACING, SCOPE_OF, WRAP_BROKER, BATCH_SCOPE_OF, INSERT_SCOPE],
})
export class TracingModule {}

/** Nothing of OpenTelemetry's SDK is loaded where there are no traces. */
async function openTracing(config: Config): Promise<Tracing | undefined> {
  if (!config.tracing) return undefined;
  const { Tracing: Opened } = await import('./tracing.js');
  return Opened.open(config.tracing, config);
}
