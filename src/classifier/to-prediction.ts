import type { ImageEvent } from '../events/image.event.js';
import type { Prediction } from '../events/prediction.event.js';
import type { BrokerContext } from '../transport/broker.context.js';
import type { Classification } from './classifier.service.js';

type Named = Pick<ImageEvent, 'id' | 'requestId' | 'imageIndex' | 'trueLabel' | 'trace'>;

/**
 * The event that tells what was said about an image.
 *
 * @param brokerMs how long the image was on its way; see `brokerMsOf`.
 */
export function toPrediction(
  image: Named,
  classification: Classification,
  { broker, brokerMs }: { readonly broker: string; readonly brokerMs: number },
  withProbabilities: boolean,
): Prediction {
  const { top, model, modelVersion, unsure, probabilities, picture, ...timings } = classification;
  return {
    imageId: image.id,
    requestId: image.requestId,
    imageIndex: image.imageIndex,
    ...top[0],
    top,
    ...(withProbabilities && { probabilities: [...probabilities] }),
    ...(picture && { picture }),
    unsure,
    trueLabel: image.trueLabel,
    trace: image.trace,
    model,
    modelVersion,
    broker,
    timings: { brokerMs, ...timings },
  };
}

/** From publishing to now; clocks of two machines may disagree. */
export const brokerMsOf = ({ message }: BrokerContext): number => Date.now() - message.publishedAt.getTime();
