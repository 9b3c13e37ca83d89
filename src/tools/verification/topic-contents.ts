import { decodeDeadLetter } from '../../events/dead-letter.codec.js';
import { imageOfMessage } from '../../events/dead-letter.names.js';
import { type EventKind, eventKinds } from '../../events/event-kinds.js';
import type { Naming } from '../../events/image-name.js';
import type { NamedImage } from '../../events/named-image.js';
import type { ErrorCode } from '../../foundation/errors/app.error.js';
import type { ReceivedMessage } from '../../transport/broker.js';

const { images, predictions } = eventKinds;

/** The names of the topics' events. A repeated event is one name: repeats are allowed everywhere. */
export class TopicContents {
  readonly images = new Set<string>();
  readonly predictions = new Set<string>();
  readonly letters = new Set<string>();
  /** Ids in predictions and letters of earlier versions, which did not give the image's source. */
  readonly idsAlone = new Set<string>();
  /** Dead letters without an image: only their number can be compared. */
  readonly namelessLetters = new Set<string>();
  messages = 0;

  constructor(private readonly naming: Naming) {}

  addImage(message: ReceivedMessage): void {
    this.messages += 1;
    const image = this.imageOf(message, images);
    if (image) this.images.add(image.imageId);
  }

  addPrediction(message: ReceivedMessage): void {
    this.messages += 1;
    const image = this.imageOf(message, predictions);
    if (image) this.add(image, this.predictions);
  }

  addLetter(message: ReceivedMessage): void {
    this.messages += 1;
    const { imageId, code, ...event } = decodeDeadLetter(message, images, this.naming);
    if (imageId === undefined || code === ('UNDECODABLE_BATCH' satisfies ErrorCode))
      this.namelessLetters.add(message.id);
    else this.add({ imageId, ...event }, this.letters);
  }

  /** A batch without a readable message names none. */
  private imageOf(message: ReceivedMessage, kind: EventKind): NamedImage | undefined {
    return message.undecodable ? undefined : imageOfMessage(message, kind, this.naming);
  }

  private add({ imageId, imageSource }: NamedImage, names: Set<string>): void {
    if (imageSource === undefined) this.idsAlone.add(imageId);
    else names.add(imageId);
  }
}
