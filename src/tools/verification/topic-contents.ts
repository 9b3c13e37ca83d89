import { readAttributes } from '../../events/cloud-event.js';
import { parseObject } from '../../events/json-object.js';
import { isOwn } from '../../events/own-group.js';
import { decodeDeadLetter } from '../../events/dead-letter.codec.js';
import { isImage } from '../../events/image.codec.js';
import { imageOfMessage } from '../../events/dead-letter.names.js';
import { type EventKind, eventKinds } from '../../events/event-kinds.js';
import { bareReference, imageName, keyText, type Naming } from '../../events/image-name.js';
import type { NamedImage } from '../../events/named-image.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import { isUndecodable } from '../../transport/delivery/dead-letter.js';

const { images, predictions } = eventKinds;

/** The names of the topics' events. A repeated event is one name: repeats are allowed everywhere. */
export class TopicContents {
  readonly images = new Set<string>();
  readonly predictions = new Set<string>();
  readonly letters = new Set<string>();
  /** By the name of an image, names that it may have been stored under: by earlier versions, by another setting. */
  readonly others = new Map<string, readonly string[]>();
  /** Ids in predictions and letters of earlier versions, which did not give the image's source. */
  readonly idsAlone = new Set<string>();
  /** Dead letters of whole batches, which name none of their images. */
  readonly undecodable = new Set<string>();
  messages = 0;

  /** @param groups `OUTCOMES_OF`: what others say of the images does not count. */
  constructor(
    private readonly naming: Naming,
    private readonly groups: readonly string[],
  ) {}

  addImage(message: ReceivedMessage): void {
    this.messages += 1;
    const image = this.imageOf(message, images);
    if (!image || !isImage(message)) return;
    this.images.add(image.imageId);
    const others = this.otherNames(message, image);
    if (others.length > 0) this.others.set(image.imageId, others);
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
    if (isUndecodable(code)) this.undecodable.add(message.id);
    else if (imageId !== undefined) this.add({ imageId, ...event }, this.letters);
  }

  private otherNames(message: ReceivedMessage, { imageId, imageSource, imageEventId }: NamedImage): string[] {
    const { broker, keysAreUnique } = this.naming;
    if (imageEventId === undefined || imageEventId === imageId) return [];
    if (imageSource !== `/${broker}/${message.topic}`) return [imageEventId];
    const other = bareReference(message, { broker, keysAreUnique: !keysAreUnique });
    return [imageName(other), keyText(message) ?? '', `${message.topic}/${message.id}`];
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
