import { Injectable, Optional } from '@nestjs/common';
import type { ImageEvent } from '../../events/image.event.js';
import type { Classification } from './classification.js';
import { RequestLog } from './request-log.js';
import { ShadowService } from './shadow.service.js';
import { type Sketch, Thumbnails } from './thumbnails.js';
import type { Arrival } from './to-prediction.js';

/** `cat`, or `cat + dog` of an image with several labels. */
const namesOf = ({ said, labels = [] }: Classification) =>
  labels.length > 1 ? labels.map(({ label }) => label).join(' + ') : said.label;

/** What else is done with an image once it is classified. Nothing of it delays or fails the answer. */
@Injectable()
export class ClassifiedImages {
  constructor(
    private readonly requestLog: RequestLog,
    private readonly shadow: ShadowService,
    @Optional() private readonly thumbnails?: Thumbnails,
  ) {}

  /** Of a picture that will be decoded, where thumbnails are kept. */
  sketch(): Sketch | undefined {
    return this.thumbnails?.sketch();
  }

  /** Returns at once. */
  add(image: ImageEvent, classification: Classification, arrival: Arrival, sketch?: Sketch): void {
    this.requestLog.add(image, namesOf(classification));
    this.shadow.offer(image, classification, arrival);
    this.thumbnails?.offer(image, sketch);
  }
}
