import { Controller, Optional } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import type { ImageEvent } from '../../events/image.event.js';
import type { Prediction } from '../../events/prediction.event.js';
import { BrokerContext } from '../../transport/nest/broker.context.js';
import type { HandlerOptions } from '../../transport/nest/broker.strategy.js';
import type { Classification } from './classification.js';
import { ClassifierService } from './classifier.service.js';
import { arrivalOf, toPrediction } from './to-prediction.js';
import { RequestLog } from './request-log.js';
import { ShadowService } from './shadow.service.js';
import { Thumbnails } from './thumbnails.js';

const toPredictions = { replyTo: 'predictions' } satisfies HandlerOptions;

/** `cat`, or `cat + dog` of an image with several labels. */
const namesOf = ({ said, labels = [] }: Classification) =>
  labels.length > 1 ? labels.map(({ label }) => label).join(' + ') : said.label;

/** Answers every image event with a prediction, on whichever broker it came. */
@Controller()
export class ClassifierConsumer {
  constructor(
    private readonly classifier: ClassifierService,
    private readonly requestLog: RequestLog,
    private readonly shadow: ShadowService,
    @Optional() private readonly thumbnails?: Thumbnails,
  ) {}

  @MessagePattern<string>('images', toPredictions)
  async classify(@Payload() image: ImageEvent, @Ctx() context: BrokerContext): Promise<Prediction> {
    const arrival = arrivalOf(context);
    // Raw pixels need no decoder.
    const demand = image.body.kind === 'file' ? { owner: image.requestId } : undefined;
    const classification = await this.classifier.classify(image.body, image, demand);
    this.requestLog.add(image, namesOf(classification));
    this.shadow.offer(image, classification, arrival);
    this.thumbnails?.offer(image);
    return toPrediction(image, classification, arrival, this.classifier.givesProbabilities);
  }
}
