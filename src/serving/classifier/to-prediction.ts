import type { ImageEvent } from '../../events/image.event.js';
import { imageName } from '../../events/image-name.js';
import type { EventSource, Prediction } from '../../events/prediction.event.js';
import type { BrokerContext } from '../../transport/nest/broker.context.js';
import type { Classification } from './classification.js';

type Named = Pick<ImageEvent, 'source' | 'id' | 'key' | 'requestId' | 'imageIndex' | 'trueLabel' | 'trace'>;

/** The broker and time of an event's arrival. */
export interface Arrival {
  readonly broker: string;
  /** Of the service that classifies it. */
  readonly group: string;
  readonly source: EventSource;
  /** From publishing to now; the clocks of two machines may disagree. */
  readonly brokerMs: number;
}

/** Call it when work on the message begins. */
export function arrivalOf({ broker, group, message }: BrokerContext): Arrival {
  const { topic, partition, offset, id } = message;
  const source = offset === undefined ? { topic, messageId: id } : { topic, partition, offset: `${offset}` };
  return { broker, group, source, brokerMs: Date.now() - message.publishedAt.getTime() };
}

/** The prediction event of a classification. */
export function toPrediction(
  image: Named,
  classification: Classification,
  { broker, group, source, brokerMs }: Arrival,
  withProbabilities: boolean,
): Prediction {
  const { top, labels, model, modelVersion, unsure, probabilities } = classification;
  const { preprocessMs, queueMs, computeMs, batchSize } = classification;
  const { label, classIndex, confidence } = classification.said;
  return {
    // Named one by one: a copied object that grows costs V8 more than all the rest.
    imageId: imageName(image),
    imageSource: image.source,
    imageEventId: image.id,
    imageKey: image.key,
    requestId: image.requestId,
    imageIndex: image.imageIndex,
    label,
    classIndex,
    confidence,
    labels,
    top,
    probabilities: withProbabilities ? [...probabilities] : undefined,
    unsure,
    trueLabel: image.trueLabel,
    trace: image.trace,
    model,
    modelVersion,
    broker,
    group,
    source,
    timings: { brokerMs, preprocessMs, queueMs, computeMs, batchSize },
  };
}
