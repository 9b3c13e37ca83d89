import { Controller, Inject } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import type { ImageParts } from '../../events/image.codec.js';
import type { ImageEvent } from '../../events/image.event.js';
import type { PictureReference, ReceivedImage } from '../../events/picture-reference.js';
import type { Prediction } from '../../events/prediction.event.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import { PictureFetcher } from '../../storage/picture-fetcher.js';
import { noAnswer } from '../../transport/delivery/answers.js';
import { BrokerContext } from '../../transport/nest/broker.context.js';
import type { HandlerOptions } from '../../transport/nest/broker.strategy.js';
import { ClassifiedImages } from './classified-images.js';
import { ClassifierService } from './classifier.service.js';
import { type Arrival, arrivalOf, toPrediction } from './to-prediction.js';

const toPredictions = { replyTo: 'predictions' } satisfies HandlerOptions;

/** Answers every image event with a prediction, on whichever broker it came. */
@Controller()
export class ClassifierConsumer {
  constructor(
    private readonly classifier: ClassifierService,
    private readonly fetcher: PictureFetcher,
    private readonly classified: ClassifiedImages,
    @Inject(BROKERS) private readonly brokers: Brokers,
  ) {}

  @MessagePattern<string>('images', toPredictions)
  async answer(
    @Payload() received: ReceivedImage | ImageParts,
    @Ctx() context: BrokerContext,
  ): Promise<Prediction | typeof noAnswer> {
    if ('parts' in received) return this.publishParts(received, context);
    const { body } = received;
    if (body.kind === 'reference') return this.fetchAndClassify(received, body, context);
    return this.classify(received as ImageEvent, arrivalOf(context));
  }

  private async fetchAndClassify(
    received: ReceivedImage,
    reference: PictureReference,
    context: BrokerContext,
  ): Promise<Prediction> {
    const arrival = arrivalOf(context);
    const picture = await context.waitFor(() => this.fetcher.fetch(reference, context.message));
    try {
      return await this.classify({ ...received, body: picture.body }, arrival);
    } finally {
      picture.free();
    }
  }

  private async classify(image: ImageEvent, arrival: Arrival): Promise<Prediction> {
    // Raw pixels need no decoder.
    const isFile = image.body.kind === 'file';
    const sketch = isFile ? this.classified.sketch() : undefined;
    const demand = isFile ? { owner: image.requestId, onWhole: sketch?.take } : undefined;
    const classification = await this.classifier.classify(image.body, image, demand);
    this.classified.add(image, classification, arrival, sketch);
    return toPrediction(image, classification, arrival, this.classifier.givesProbabilities);
  }

  /** A part that was published before a process died is published again: both are the same image. */
  private async publishParts(
    { parts }: ImageParts,
    { broker, message: { topic } }: BrokerContext,
  ): Promise<typeof noAnswer> {
    if (parts.length > 0) {
      await this.brokers.get(broker)?.publish(parts.map((part) => ({ topic, ...part })));
    }
    return noAnswer;
  }
}
