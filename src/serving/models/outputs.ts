import type { OutputKind } from './card-words.js';
import type { ModelCard } from './model.js';

export type Outputs = Pick<ModelCard, 'labels' | 'output' | 'multiLabel'>;

export const isSigmoid = (output: OutputKind = 'probabilities') => output.startsWith('sigmoid');

/** Every label that an answer may name: those of the card, and its word for none of them. */
export const answerLabels = ({ labels, multiLabel }: Outputs): readonly string[] =>
  multiLabel ? [...labels, multiLabel.none] : labels;

/** The values that the network answers for one image: one for each label, or one for two labels. */
export function valuesPerImage({ labels, output, multiLabel }: Outputs): number {
  return isSigmoid(output) && !multiLabel ? 1 : labels.length;
}

/**
 * Makes probabilities of a network's answer: the only place where a softmax or sigmoid is added.
 *
 * @param answer `valuesPerImage` values for each image, row by row. It is returned where it needs no change.
 * @returns one probability for each label, row by row. Rows of a multi-label model do not sum to 1.
 */
export function toProbabilities(answer: Float32Array, card: Outputs): Float32Array {
  const { labels, output } = card;
  if (output === 'logits') return softmax(answer, labels.length);
  const values = output === 'sigmoid-logits' ? answer.map((value) => 1 / (1 + Math.exp(-value))) : answer;
  return valuesPerImage(card) === labels.length ? values : bothSides(values);
}

/** The greatest value is subtracted first: without it, exp of a large one is infinite. */
function softmax(answer: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(answer.length);
  for (let row = 0; row < answer.length; row += classes) {
    let greatest = -Infinity;
    for (let at = row; at < row + classes; at += 1) greatest = Math.max(greatest, answer[at] as number);
    let sum = 0;
    for (let at = row; at < row + classes; at += 1) {
      const power = Math.exp((answer[at] as number) - greatest);
      probabilities[at] = power;
      sum += power;
    }
    for (let at = row; at < row + classes; at += 1) probabilities[at] = (probabilities[at] as number) / sum;
  }
  return probabilities;
}

/** One value v for two labels: v is the probability of the second. */
function bothSides(values: Float32Array): Float32Array {
  const probabilities = new Float32Array(2 * values.length);
  values.forEach((value, at) => probabilities.set([1 - value, value], 2 * at));
  return probabilities;
}
