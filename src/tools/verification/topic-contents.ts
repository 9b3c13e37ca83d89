import { parseObject, readAttributes } from '../../events/cloud-event.js';
import { isOwn } from '../../events/own-group.js';
import { decodeDeadLetter } from '../../events/dead-letter.codec.js';
import { imageOfMessage } from '../../events/dead-letter.names.js';
import { type EventKind, eventKinds } from '../../events/event-kinds.js';
import type { Naming } from '../../events/image-name.js';
import type { NamedImage } from '../../events/named-image.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import { isUndecodable } from '../../transport/delivery/dead-letter.js';

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

  /** @param groups `OUTCOMES_OF`: what others say of the images does not count. */
  constructor(
    private readonly naming: Naming,
    private readonly groups: readonly string[],
  ) {}

  addImage(message: ReceivedMessage): void {
    this.messages += 1;
    const image = this.imageOf(message, images);
    if (image) this.images.add(image.imageId);
  }

  addPrediction(message: ReceivedMessage): void {
    this.messages += 1;
    const image = this.imageOf(message, predictions);
    if (image && isOwn(groupOf(message), this.groups)) this.add(image, this.predictions);
  }

  addLetter(message: ReceivedMessage): void {
    this.messages += 1;
    const { imageId, code, group, ...event } = decodeDeadLetter(message, images, this.naming);
    if (!isOwn(group, this.groups)) return;
    if (imageId === undefined || isUndecodable(code)) this.namelessLetters.add(message.id);
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

/** The group that made a prediction; a broken one names none. */
function groupOf(message: ReceivedMessage): string | undefined {
  try {
    const { group } = parseObject(readAttributes(message).data ?? new Uint8Array()) as { group?: unknown };
    return typeof group === 'string' ? group : undefined;
  } catch {
    return undefined;
  }
}
