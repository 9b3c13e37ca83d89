import { Module } from '@nestjs/common';
import { type Broker, BrokerModule, EmbeddedBroker, KafkaBroker } from 'seamline/transport';
import { orderCodec } from './order.codec.js';
import { OrdersController } from './orders.controller.js';
import { Payments } from './payments.js';
import { Shop } from './shop.js';

/** The one line that differs between a laptop and production. */
function broker(): Broker {
  const servers = process.env['KAFKA_BROKERS']?.split(',');
  return servers ? new KafkaBroker({ brokers: servers }) : new EmbeddedBroker({ file: 'data/orders.db' });
}

@Module({
  imports: [
    BrokerModule.forRoot({
      broker: broker(),
      groupId: process.env['GROUP_ID'] ?? 'orders',
      codec: orderCodec,
      topicOf: (pattern) => `${process.env['TOPIC_PREFIX'] ?? ''}${pattern}`,
      retryOf: () => ({ maxAttempts: 5, initialDelayMs: 50, maxDelayMs: 1_000 }),
      provision: ['orders'],
      journalDirectory: 'data/in-flight',
    }),
  ],
  controllers: [OrdersController],
  providers: [Payments, Shop],
})
export class AppModule {}
