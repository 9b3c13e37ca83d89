import { headerText, type ReceivedMessage } from '../transport/broker.js';
import { attributeText } from './attribute-text.js';
import { imageAttributes, predictionAttributes } from './attributes.js';
import { readAttributes } from './cloud-event.js';
import {
  imageIdHeader,
  imageName,
  type ImageReference,
  imageSourceHeader,
  parseImageName,
  replayedName,
} from './image-name.js';

/** An image by the key of all tables, and by the source and id of its event where they are known. */
export interface NamedImage {
  readonly imageId: string;
  readonly imageSource?: string | undefined;
  readonly imageEventId?: string | undefined;
}

export const namedImage = (reference: ImageReference): NamedImage => ({
  imageId: imageName(reference),
  imageSource: reference.source,
  imageEventId: reference.id,
});

/** Reads one attribute; undefined when it is absent or cannot be read. */
export type ReadAttribute = (name: string) => string | undefined;

/** How a kind of event names its image. Undefined: these attributes do not name one. */
export type ImageOfAttributes = (attribute: ReadAttribute) => NamedImage | undefined;

const { id: idSchema, source: sourceSchema } = imageAttributes.shape;
const { imagesource, imageeventid } = predictionAttributes.shape;

/** An image is named by its own source and id. */
export const imageOfImage: ImageOfAttributes = (attribute) => {
  const [source, id] = [sourceSchema.safeParse(attribute('source')), idSchema.safeParse(attribute('id'))];
  return source.success && id.success ? namedImage({ source: source.data, id: id.data }) : undefined;
};

/** A prediction's id is its image's name. */
export const imageOfPrediction: ImageOfAttributes = (attribute) => {
  const id = idSchema.safeParse(attribute('id'));
  if (!id.success) return undefined;
  return {
    imageId: id.data,
    imageSource: imagesource.safeParse(attribute('imagesource')).data,
    imageEventId: imageeventid.safeParse(attribute('imageeventid')).data,
  };
};

/** An inference request has no image of its own; its id is that of its request. */
export const imageOfRequest: ImageOfAttributes = (attribute) => {
  const id = idSchema.safeParse(attribute('id'));
  return id.success ? { imageId: id.data } : undefined;
};

/** The attributes in the headers of a binary event, whatever its body is. */
export function attributesInHeaders(message: ReceivedMessage): ReadAttribute {
  return (name) =>
    quietly(() => attributeText(message, `ce_${name}`) ?? attributeText(message, `ce-${name}`));
}

/** The attributes of an event of either form. */
export function attributesOf(message: ReceivedMessage): ReadAttribute {
  const attributes = quietly(() => readAttributes(message));
  return (name) => quietly(() => attributes?.get(name));
}

/** The image of an event by its attributes, or by the name that its replay gives. */
export function imageOfEvent(
  message: ReceivedMessage,
  imageOf: ImageOfAttributes,
  attribute: ReadAttribute,
): NamedImage | undefined {
  const own = imageOf(attribute);
  const replayed = replayedName(message);
  return replayed === undefined || own?.imageId === replayed ? own : imageByName(replayed);
}

function imageByName(name: string): NamedImage {
  const { source, id } = parseImageName(name);
  return source === undefined ? { imageId: id } : namedImage({ source, id });
}

/** The image that a letter names where its message's own headers do not; letters of earlier versions give an id. */
export function imageInLetter(letter: ReceivedMessage): NamedImage | undefined {
  const name = idSchema.safeParse(headerText(letter, imageIdHeader));
  if (!name.success) return undefined;
  const source = sourceSchema.safeParse(headerText(letter, imageSourceHeader)).data;
  return { imageSource: source, ...imageByName(name.data) };
}

/** A message that has already failed as an event; its letter gives the reason. */
function quietly<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
