import { dataOf, imageOfEvent, imageOfLetter, imageOfPrediction } from './names.js';
import { headerOf, lettersOf, type RawMessage, type TopicNames } from './raw-message.js';

/** A dead letter of any topic. */
export interface Letter {
  readonly message: RawMessage;
  /** The image that it ends; undefined where it ends none. */
  readonly image: string | undefined;
  readonly code: string;
}

/** The events on the topics of a service, by the names of their images. */
export interface TopicAccount {
  readonly images: ReadonlySet<string>;
  /** The labels that the prediction events of an image give, one for each event. */
  readonly predictions: ReadonlyMap<string, readonly string[]>;
  readonly letters: readonly Letter[];
  /** Letters of the topic of images, by image: outcomes, as predictions are. */
  readonly deaths: ReadonlyMap<string, number>;
  readonly labels: readonly RawMessage[];
}

/** @param broker the name under which the service knows the broker. */
export function accountOf(messages: readonly RawMessage[], topics: TopicNames, broker: string): TopicAccount {
  const on = (topic: string) => messages.filter((message) => message.topic === topic);
  const letters = [
    ...on(lettersOf(topics.images)).map((message) => letterOf(message, imageOfLetter(message))),
    ...on(lettersOf(topics.predictions)).map((message) => letterOf(message, imageOfPrediction(message))),
    ...on(lettersOf(topics.labels)).map((message) => letterOf(message, undefined)),
  ];
  const predictions = new Map<string, string[]>();
  for (const message of on(topics.predictions)) {
    const [image, label] = [imageOfPrediction(message), dataOf(message)?.['label']];
    if (image === undefined || typeof label !== 'string') continue;
    predictions.set(image, [...(predictions.get(image) ?? []), label]);
  }
  const deaths = new Map<string, number>();
  for (const { image, message } of letters) {
    if (image !== undefined && message.topic === lettersOf(topics.images))
      deaths.set(image, (deaths.get(image) ?? 0) + 1);
  }
  return {
    images: new Set(on(topics.images).map((message) => imageOfEvent(message, broker))),
    predictions,
    letters,
    deaths,
    labels: on(topics.labels),
  };
}

const letterOf = (message: RawMessage, image: string | undefined): Letter => ({
  message,
  image,
  code: headerOf(message, 'seamline-error-code') ?? 'UNKNOWN',
});
