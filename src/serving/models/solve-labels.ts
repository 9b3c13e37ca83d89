import type { CardFile } from './card-file.js';
import type { MultiLabel } from './model.js';
import { isSigmoid } from './outputs.js';
import type { Report } from './solve-input.js';

/**
 * What a card says of labels that are true or not each by itself.
 *
 * @returns undefined for a model whose images have exactly one label.
 */
export function solveLabels(card: CardFile, report: Report): MultiLabel | undefined {
  const { labels, output, multiLabel, threshold, none = 'none' } = card;
  if (output === 'logits' && labels.length === 1) report('output', oneLogit);
  const has = multiLabel ?? (isSigmoid(output) && labels.length !== 2);
  if (!has) {
    refuseStated(card, report);
    return undefined;
  }
  if (!isSigmoid(output)) report('multiLabel', `true needs "output": "sigmoid" or "sigmoid-logits"`);
  const all = new Set<string>();
  const twice = labels.find((label) => all.size === all.add(label).size);
  if (twice !== undefined) report('labels', `${JSON.stringify(twice)} is there twice`);
  if (labels.includes(none)) report('none', `${JSON.stringify(none)} is a label`);
  const known = new Map(Object.entries(typeof threshold === 'object' ? threshold : {}));
  const stranger = [...known.keys()].find((label) => !labels.includes(label));
  if (stranger !== undefined) report('threshold', `there is no label ${JSON.stringify(stranger)}`);
  const common = typeof threshold === 'number' ? threshold : 0.5;
  return { thresholds: labels.map((label) => known.get(label) ?? common), none };
}

const oneLogit =
  'a softmax of one value is always 1; where the value is the probability of the second of two labels, ' +
  'say "sigmoid" and both labels';

/** Each field that nothing would read is refused. */
function refuseStated({ labels, output, multiLabel, threshold, none }: CardFile, report: Report): void {
  const isBinary = isSigmoid(output) && labels.length === 2;
  if (multiLabel === false && isSigmoid(output) && !isBinary) {
    report('multiLabel', `false needs two labels, which one value decides; here are ${labels.length}`);
  }
  const needed = isBinary ? '"multiLabel": true' : '"output": "sigmoid" or "sigmoid-logits"';
  for (const [field, value] of Object.entries({ threshold, none })) {
    if (value !== undefined)
      report(field, `only models with several labels for an image have one: ${needed}`);
  }
}
