import type { ReceivedMessage } from '../transport/broker.js';
import { imageAttributes } from './attributes.js';
import type { EventKind } from './event-kinds.js';
import { bareReference, imageIdHeader, imageSourceHeader, type Naming } from './image-name.js';
import {
  attributesInHeaders,
  attributesOf,
  imageOfEvent,
  namedImage,
  type NamedImage,
  type ReadAttribute,
} from './named-image.js';

/** On a dead letter: the request, where the message's own headers do not give it. */
export const requestIdHeader = 'seamline-request-id';

type NamesImages = Pick<EventKind, 'imageOf' | 'namesBare'>;

/** The image that any message of this kind is about, also a broken one; undefined when it is about none. */
export function imageOfMessage(
  message: ReceivedMessage,
  { imageOf, namesBare }: NamesImages,
  naming: Naming,
): NamedImage | undefined {
  if (!imageOf) return undefined;
  const named =
    imageOfEvent(message, imageOf, attributesInHeaders(message)) ??
    imageOfEvent(message, imageOf, attributesOf(message));
  return named ?? (namesBare ? namedImage(bareReference(message, naming)) : undefined);
}

/** Headers for the letter of a message whose own headers do not name its image, or its request. */
export function namesOf(message: ReceivedMessage, kind: NamesImages, naming: Naming): Record<string, string> {
  if (kind.imageOf?.(attributesInHeaders(message))) return {};
  const { imageId, imageSource } = imageOfMessage(message, kind, naming) ?? {};
  const requestId = requestOf(attributesOf(message));
  return {
    ...(imageId !== undefined && { [imageIdHeader]: imageId }),
    ...(imageSource !== undefined && { [imageSourceHeader]: imageSource }),
    ...(requestId !== undefined && { [requestIdHeader]: requestId }),
  };
}

/** The request that an event names. */
export const requestOf = (attribute: ReadAttribute): string | undefined =>
  imageAttributes.shape.requestid.safeParse(attribute('requestid')).data;
