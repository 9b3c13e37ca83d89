import type { Role } from '../foundation/config/config.js';
import type { TopicPattern } from '../foundation/settings/topics.js';
import type { ReceivedMessage } from '../transport/broker.js';
import type { Envelope } from '../transport/delivery/codec.js';
import { deadLetterTopic } from '../transport/delivery/dead-letter.js';
import { printable } from './attribute-text.js';
import { bareId, decodeImage, encodeImage, imageEventType } from './image.codec.js';
import type { ImageLimits } from './image-limits.js';
import {
  decodeInference,
  encodeInferenceAnswer,
  inferenceAnswerType,
  inferenceRequestType,
} from './inference.codec.js';
import { decodeLabel, labelEventType } from './label.codec.js';
import { decodePrediction, encodePrediction, predictionEventType } from './prediction.codec.js';

export interface EventKind {
  /** Its CloudEvents type. */
  readonly type: string;
  /** Absent where Seamline only writes it. @throws InvalidError for a message that is no such event. */
  decode?(message: ReceivedMessage, limits: ImageLimits): unknown;
  /** Absent where Seamline only reads it. */
  encode?(value: never, broker: string): Envelope;
  /** Names the image of a message that does not name it. Absent: nothing does. */
  bareId?(message: ReceivedMessage): string | undefined;
  /** What its dead letter ends: an image, a request that has no image, or neither. */
  readonly letterEnds: 'image' | 'request' | 'nothing';
  /** The role without which nobody of Seamline writes or reads it, so that its topic is not made. */
  readonly onlyFor?: Role;
}

/** An answer goes to the topic that its request names, and so has none of its own. */
type Pattern = TopicPattern | 'inference-answer';

/** Every kind of event, by its pattern. Its topic is in `foundation/settings/topics.ts`. */
export const eventKinds: Readonly<Record<Pattern, EventKind>> = {
  images: {
    type: imageEventType,
    decode: decodeImage,
    encode: encodeImage,
    // Any message on the images' topic is meant as an image.
    bareId: (message) => printable(bareId(message)),
    letterEnds: 'image',
  },
  predictions: {
    type: predictionEventType,
    decode: decodePrediction,
    encode: encodePrediction,
    letterEnds: 'image',
  },
  // A second opinion: the prediction that serves is the image's outcome.
  'shadow-predictions': { type: predictionEventType, decode: decodePrediction, letterEnds: 'request' },
  // Its images have names of their own.
  inference: {
    type: inferenceRequestType,
    decode: decodeInference,
    letterEnds: 'request',
    onlyFor: 'inference',
  },
  'inference-answer': { type: inferenceAnswerType, encode: encodeInferenceAnswer, letterEnds: 'nothing' },
  labels: { type: labelEventType, decode: decodeLabel, letterEnds: 'nothing' },
};

/** Undefined for a pattern that is none of ours. */
export const eventKindOf = (pattern: string): EventKind | undefined =>
  Object.hasOwn(eventKinds, pattern) ? eventKinds[pattern as Pattern] : undefined;

/** Patterns whose messages Seamline reads. */
export const readPatterns: readonly string[] = Object.entries(eventKinds).flatMap(([pattern, { decode }]) =>
  decode ? [pattern] : [],
);

/** Patterns of the dead letters that these events become. */
export const deadLetterPatterns: string[] = readPatterns.map(deadLetterTopic);
