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
  /** Absent for an event that Seamline only writes. @throws InvalidError for a message that is no such event. */
  decode?(message: ReceivedMessage, limits: ImageLimits): unknown;
  /** Absent for an event that Seamline only reads. */
  encode?(value: never, broker: string): Envelope;
  /** Names the image of a message that does not name it. Absent: the kind has no such names. */
  bareId?(message: ReceivedMessage): string | undefined;
  /** What a dead letter of this kind ends: an image, a request without images, or neither. */
  readonly letterEnds: 'image' | 'request' | 'nothing';
  /** The only role that writes or reads it; without this role its topic is not created. */
  readonly onlyFor?: Role;
}

/** An answer goes to the topic that its request names, so it has no topic of its own. */
type Pattern = TopicPattern | 'inference-answer';

/**
 * Every kind of event, by its pattern. Its topic is in `foundation/settings/topics.ts`, what other programs may rely on in
 * `api/event-contracts/event-contracts.ts`.
 */
export const eventKinds: Readonly<Record<Pattern, EventKind>> = {
  images: {
    type: imageEventType,
    decode: decodeImage,
    encode: encodeImage,
    // Any message on the images' topic counts as an image.
    bareId: (message) => printable(bareId(message)),
    letterEnds: 'image',
  },
  predictions: {
    type: predictionEventType,
    decode: decodePrediction,
    encode: encodePrediction,
    letterEnds: 'image',
  },
  // A second opinion: the serving version's prediction is the image's outcome.
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

/** Undefined for an unknown pattern. */
export const eventKindOf = (pattern: string): EventKind | undefined =>
  Object.hasOwn(eventKinds, pattern) ? eventKinds[pattern as Pattern] : undefined;

/** Patterns of messages that Seamline reads. */
export const readPatterns: readonly string[] = Object.entries(eventKinds).flatMap(([pattern, { decode }]) =>
  decode ? [pattern] : [],
);

/** Patterns of these events' dead letters. */
export const deadLetterPatterns: string[] = readPatterns.map(deadLetterTopic);
