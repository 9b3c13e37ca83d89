import { InvalidError } from '../foundation/errors/app.error.js';
import { headerText, type ReceivedMessage } from '../transport/broker.js';
import type { Codec, Envelope } from '../transport/delivery/codec.js';
import { isDeadLetterTopic, sourceTopic } from '../transport/delivery/dead-letter.js';
import { printable, quoted } from './attribute-text.js';
import { decodeDeadLetter } from './dead-letter.codec.js';
import { namesOf } from './dead-letter.names.js';
import { bareId, decodeImage, encodeImage } from './image.codec.js';
import type { ImageEvent } from './image.event.js';
import { type ImageLimits, unlimited } from './image-limits.js';
import { decodeInference, encodeInferenceAnswer } from './inference.codec.js';
import type { InferenceAnswer } from './inference.event.js';
import { decodePrediction, encodePrediction } from './prediction.codec.js';
import { decodeLabel } from './label.codec.js';
import type { Prediction } from './prediction.event.js';

/** What travels under each pattern, as CloudEvents. */
export class EventCodec implements Codec {
  /** @param limits of images. Default: none. */
  constructor(
    private readonly broker: string,
    private readonly limits: ImageLimits = unlimited,
  ) {}

  decode(message: ReceivedMessage, pattern: string): unknown {
    // Of another topic such a message would be stored as dead, and be no dead letter that anybody could replay.
    if (isDeadLetterTopic(pattern) && isDeadLetterTopic(message.topic)) {
      const letter = decodeDeadLetter(message, bareIdOf(message, pattern));
      if (sourceTopic(pattern) === 'labels') return { ...letter, imageId: undefined, requestId: undefined };
      return decidesImages(pattern) ? letter : { ...letter, imageId: undefined };
    }
    if (pattern === 'images') return decodeImage(message, this.limits);
    if (pattern === 'predictions' || pattern === 'shadow-predictions') return decodePrediction(message);
    if (pattern === 'inference') return decodeInference(message);
    if (pattern === 'labels') return decodeLabel(message);
    throw unknownPattern(pattern);
  }

  encode(value: unknown, pattern: string): Envelope {
    if (pattern === 'images') return encodeImage(value as ImageEvent, this.broker);
    if (pattern === 'predictions') return encodePrediction(value as Prediction, this.broker);
    if (pattern === 'inference-answer') return encodeInferenceAnswer(value as InferenceAnswer, this.broker);
    throw unknownPattern(pattern);
  }

  partitionKey(message: ReceivedMessage): string | undefined {
    return (
      headerText(message, 'ce_partitionkey') ?? headerText(message, 'ce-partitionkey') ?? message.partitionKey
    );
  }

  names(message: ReceivedMessage, pattern: string): Readonly<Record<string, string>> {
    return namesOf(message, bareIdOf(message, pattern));
  }
}

/** The images of an inference request have names of their own, and a shadow's prediction is no image's outcome. */
const decidesImages = (pattern: string) => ['images', 'predictions'].includes(sourceTopic(pattern) ?? '');

/** Any message on the images' topic is meant as an image; one among the predictions names an image, or is none. */
function bareIdOf(message: ReceivedMessage, pattern: string): string | undefined {
  return sourceTopic(pattern) === 'images' ? printable(bareId(message)) : undefined;
}

const unknownPattern = (pattern: string) =>
  new InvalidError(
    'UNKNOWN_PATTERN',
    `no event travels under ${quoted(pattern)} here; known: images, predictions, inference, labels and their -dlt`,
  );
