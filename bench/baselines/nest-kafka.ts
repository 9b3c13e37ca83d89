// NestJS's own Kafka transport, as its documentation has it: a handler for each message, which predicts and publishes.
import 'reflect-metadata';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientKafka,
  ClientsModule,
  Ctx,
  EventPattern,
  KafkaContext,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { openModel } from './predict.js';
import { predictionRecord } from './prediction.js';
import { readSettings } from './settings.js';

const settings = readSettings<{ readonly brokers: string[] }>();
const { card, predict } = await openModel(settings);
const client = { brokers: settings.brokers, logLevel: 1 };

@Controller()
class ImagesController {
  constructor(@Inject('KAFKA') private readonly kafka: ClientKafka) {}

  @EventPattern<string>(settings.images)
  async classify(@Payload() pixels: Uint8Array, @Ctx() context: KafkaContext): Promise<void> {
    const { key, headers } = context.getMessage();
    const row = await predict(new Uint8Array(pixels), 1);
    const record = predictionRecord({ key, headers }, row, card);
    await lastValueFrom(this.kafka.emit(settings.predictions, record));
  }
}

@Module({
  imports: [
    ClientsModule.register([
      {
        name: 'KAFKA',
        transport: Transport.KAFKA,
        options: { client: { ...client, clientId: 'nest' }, producerOnlyMode: true },
      },
    ]),
  ],
  controllers: [ImagesController],
})
class AppModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
  transport: Transport.KAFKA,
  logger: ['error'],
  options: {
    client: { ...client, clientId: 'nest' },
    consumer: { groupId: `nest-${settings.images}` },
    subscribe: { fromBeginning: true },
    parser: { keepBinary: true },
  },
});
await app.listen();
console.log('ready');
