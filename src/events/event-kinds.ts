import type { Role } from '../foundation/config/config.js';
import type { TopicPattern } from '../foundation/settings/topics.js';
import type { ReceivedMessage } from '../transport/broker.js';
import type { Envelope } from '../transport/delivery/codec.js';
import { deadLetterTopic } from '../transport/delivery/dead-letter.js';
import { decodeImages, encodeImage, imageEventType, type Reading } from './image.codec.js';
import {
  decodeInference,
  encodeInferenceAnswer,
  inferenceAnswerType,
  inferenceRequestType,
} from './inference.codec.js';
import { decodeLabel, labelEventType } from './label.codec.js';
import { type ImageOfAttributes, imageOfImage, imageOfPrediction, imageOfRequest } from './named-image.js';
import { decodePrediction, encodePrediction, predictionEventType } from './prediction.codec.js';

export interface EventKind {
  /** Its CloudEvents type. */
  readonly type: string;
  /** Absent for an event that Seamline only writes. @throws InvalidError for a message that is no such event. */
  decode?(message: ReceivedMessage, reading: Reading): unknown;
  /** Absent for an event that Seamline only reads. */
  encode?(value: never, broker: string): Envelope;
  /** How its attributes name an image, or for an inference request the request. Absent: they do not. */
  readonly imageOf?: ImageOfAttributes;
  /** True: any message on its topic is an image, so a message that names none is named by its place. */
  readonly namesBare?: boolean;
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
    decode: decodeImages,
    encode: encodeImage,
    imageOf: imageOfImage,
    namesBare: true,
    letterEnds: 'image',
  },
  predictions: {
    type: predictionEventType,
    decode: decodePrediction,
    encode: encodePrediction,
    imageOf: imageOfPrediction,
    letterEnds: 'image',
  },
  // A second opinion: the serving version's prediction is the image's outcome.
  'shadow-predictions': {
    type: predictionEventType,
    decode: decodePrediction,
    imageOf: imageOfPrediction,
    letterEnds: 'request',
  },
  // Its images have names of their own.
  inference: {
    type: inferenceRequestType,
    decode: decodeInference,
    imageOf: imageOfRequest,
    letterEnds: 'request',
    onlyFor: 'inference',
  },
  'inference-answer': { type: inferenceAnswerType, encode: encodeInferenceAnswer, letterEnds: 'nothing' },
  labels: { type: labelEventType, decode: decodeLabel, letterEnds: 'nothing' },
};

/** Undefined for an unknown pattern. */
export const eventKindOf = (pattern: string): EventKind | undefined =>
  Object.hasOwn(eventKinds, pattern) ? eventKinds[pattern as Pattern] : undefined;

/** By an event's CloudEvents type; any other message counts as an image. */
export const kindOfType = (type: string | undefined): EventKind =>
  Object.values(eventKinds).find((kind) => kind.type === type) ?? eventKinds.images;

/** Patterns of messages that Seamline reads. */
export const readPatterns: readonly string[] = Object.entries(eventKinds).flatMap(([pattern, { decode }]) =>
  decode ? [pattern] : [],
);

/** Patterns of these events' dead letters. */
export const deadLetterPatterns: string[] = readPatterns.map(deadLetterTopic);
