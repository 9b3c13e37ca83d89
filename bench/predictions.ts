import type { Prediction } from '../src/events/prediction.event.js';

const places = 3;

/** A prediction as a model with ten labels answers images of a broker: little is the same from one to the next. */
export function predictionAt(index: number): Prediction {
  const top = Array.from({ length: places }, (_, place) => ranked(index, place));
  const [first = ranked(index, 0)] = top;
  return {
    imageId: `bench/${index}`,
    requestId: 'bench',
    imageIndex: index,
    ...first,
    top,
    unsure: false,
    trueLabel: first.label,
    model: 'fashion-mnist',
    modelVersion: '1',
    broker: 'kafka',
    source: { topic: 'images', partition: index % 4, offset: String(index) },
    timings: {
      brokerMs: index % 31,
      preprocessMs: 0.1,
      queueMs: index % 17,
      computeMs: 3.1,
      batchSize: 64,
    },
  };
}

function ranked(index: number, place: number) {
  const classIndex = (index + place) % 10;
  const confidence = 1 / (2 + (index % 997) / 997) / (place + 1);
  return { label: `label ${classIndex}`, classIndex, confidence };
}
