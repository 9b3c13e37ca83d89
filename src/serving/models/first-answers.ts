import { unusable } from './model-files.js';
import { type Outputs, valuesPerImage } from './outputs.js';

const tolerance = 1e-3;

/**
 * Compares the first answers of a network with its card.
 *
 * @param answer to two images that differ, unchanged.
 * @throws UnavailableError `MODEL_UNAVAILABLE` that names the word for `output` in card.json that fits better.
 */
export function checkFirstAnswers(answer: Float32Array, card: Outputs, directory: string): void {
  const values = valuesPerImage(card);
  const wrong = (what: string) => unusable(directory, `it answers a blank image with ${what}`);
  if (answer.length !== 2 * values) {
    throw wrong(`${answer.length / 2} values, expected ${values}${values > 1 ? ', one for each label' : ''}`);
  }
  if (!answer.every(Number.isFinite)) throw wrong('something that is not a number');
  const mistake = mistakeIn([answer.subarray(0, values), answer.subarray(values)], card);
  if (mistake) throw wrong(mistake);
}

type Rows = readonly Float32Array[];

function mistakeIn(rows: Rows, { output = 'probabilities', labels }: Outputs): string | undefined {
  switch (output) {
    case 'probabilities':
      return rows.every(areProbabilities) ? undefined : noProbabilities(rows, labels.length);
    case 'logits':
      if (!rows.every(areProbabilities)) return undefined;
      return 'values between 0 and 1 that sum to 1, and so are no logits: write "output": "probabilities" into card.json';
    case 'sigmoid': {
      const beyond = rows.flatMap((row) => [...row]).find((value) => !isRatio(value));
      if (beyond === undefined) return undefined;
      const help = 'where a sigmoid is still to be applied, write "output": "sigmoid-logits" into card.json';
      return `${beyond.toPrecision(4)}, expected 0 to 1: ${help}`;
    }
    case 'sigmoid-logits':
      return undefined;
  }
}

const isRatio = (value: number) => value >= -tolerance && value <= 1 + tolerance;
const sumOf = (row: Float32Array) => row.reduce((sum, value) => sum + value, 0);
const areProbabilities = (row: Float32Array) => row.every(isRatio) && Math.abs(sumOf(row) - 1) <= tolerance;

function noProbabilities(rows: Rows, labels: number): string {
  const [first] = rows as [Float32Array];
  const sum = sumOf(first).toPrecision(4);
  const isSigmoid = rows.every((row) => row.every(isRatio));
  if (labels === 1) {
    const word = isSigmoid ? 'sigmoid' : 'sigmoid-logits';
    const seen = isSigmoid ? 'one value between 0 and 1' : `one value (${sum})`;
    return `${seen}, which is no probability of one label: write "output": "${word}" and two labels into card.json; the value is the probability of the second`;
  }
  const seen = `values that are no probabilities (they sum to ${sum})`;
  if (isSigmoid) {
    return `${seen}, but each between 0 and 1: if each label is true or not by itself, write "output": "sigmoid" into card.json`;
  }
  return `${seen}: if these are logits, write "output": "logits" into card.json`;
}
