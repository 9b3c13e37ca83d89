import { Controller, Inject } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import type { Classification } from '../../serving/classifier/classification.js';
import { ClassifierService } from '../../serving/classifier/classifier.service.js';
import { type Arrival, arrivalOf, toPrediction } from '../../serving/classifier/to-prediction.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { refuseTooManyBytes } from '../../events/image-limits.js';
import type { InferenceAnswerEvent, InferenceEvent } from '../../events/inference.event.js';
import { encodePrediction } from '../../events/prediction.codec.js';
import { BrokerContext } from '../../transport/nest/broker.context.js';
import type { HandlerOptions } from '../../transport/nest/broker.strategy.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import { InferenceService } from './inference.service.js';
import { readJsonRequest } from './read-json.js';
import { writeJsonAnswer } from './write-json.js';

const options = { answerAs: 'inference-answer' } satisfies HandlerOptions;
/** Predictions in one call of the broker. */
const eventsPerCall = 500;

/** Answers inference requests that come as events, and publishes each row's prediction as an image's. */
@Controller()
export class InferenceConsumer {
  constructor(
    private readonly inference: InferenceService,
    private readonly classifier: ClassifierService,
    @Inject(BROKERS) private readonly brokers: Brokers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The broker has the predictions before the answer leaves, and the answer before the request is acknowledged. */
  @MessagePattern<string>('inference', options)
  async infer(
    @Payload() event: InferenceEvent,
    @Ctx() context: BrokerContext,
  ): Promise<InferenceAnswerEvent> {
    const arrival = arrivalOf(context);
    const { maxBodyBytes: maxImageBytes } = this.config.http;
    refuseTooManyBytes(event.body.length, { ...this.config.model, maxImageBytes });
    const request = readJsonRequest(event.body, event.jsonLength);
    const { answer, rows } = await this.inference.infer(request, event, { name: event.id });
    await this.publish(event, rows, arrival);
    const { body, jsonLength } = writeJsonAnswer({ ...answer, id: answer.id ?? event.id });
    return { id: event.id, trace: event.trace, body, jsonLength };
  }

  private async publish(
    { source, id, trace }: InferenceEvent,
    rows: readonly Classification[],
    arrival: Arrival,
  ): Promise<void> {
    const topic = this.config.transport.topics.predictions;
    const messages = rows.map((classification, row) => {
      const image = { source, id: `${id}/${row}`, requestId: id, imageIndex: row, trace };
      const prediction = toPrediction(image, classification, arrival, this.classifier.givesProbabilities);
      return { topic, ...encodePrediction(prediction, arrival.broker) };
    });
    const broker = this.brokers.get(arrival.broker);
    for (let from = 0; from < messages.length; from += eventsPerCall) {
      await broker?.publish(messages.slice(from, from + eventsPerCall));
    }
  }
}
