import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import type { ImageEvent } from '../events/image.event.js';
import type { Prediction } from '../events/prediction.event.js';
import { BrokerContext } from '../transport/broker.context.js';
import type { HandlerOptions } from '../transport/broker.strategy.js';
import { ClassifierService } from './classifier.service.js';
import { RequestLog } from './request-log.js';

const toPredictions = { replyTo: 'predictions' } satisfies HandlerOptions;

/** Answers every image event with a prediction, on whichever broker it came. */
@Controller()
export class ClassifierConsumer {
  constructor(
    private readonly classifier: ClassifierService,
    private readonly requestLog: RequestLog,
  ) {}

  @MessagePattern<string>('images', toPredictions)
  async classify(@Payload() image: ImageEvent, @Ctx() context: BrokerContext): Promise<Prediction> {
    const brokerMs = Date.now() - context.message.publishedAt.getTime();
    const { top, model, modelVersion, unsure, probabilities, ...timings } = await this.classifier.classify(
      image.body,
      image,
    );
    const [best] = top;
    this.requestLog.add(image, best.label);
    return {
      imageId: image.id,
      requestId: image.requestId,
      imageIndex: image.imageIndex,
      ...best,
      top,
      ...(this.classifier.tellsProbabilities && { probabilities: [...probabilities] }),
      unsure,
      trueLabel: image.trueLabel,
      trace: image.trace,
      model,
      modelVersion,
      broker: context.broker,
      timings: { brokerMs, ...timings },
    };
  }
}
