import { badInput } from '../../foundation/contract/read-input.js';
import type { NamedLabel } from './labels.js';

/** The most labels in an error. */
const mostListed = 20;

export interface ModelName {
  readonly model: string;
  readonly modelVersion: string;
}

/** The labels of models. */
export abstract class ModelLabels {
  /**
   * @throws InvalidError `UNKNOWN_MODEL` when `MODELS_DIR` no longer has it; UnavailableError `MODEL_UNAVAILABLE`.
   */
  abstract of(name: ModelName): Promise<readonly string[]>;

  /**
   * Finds a label by its text, or by its index where it is a number.
   *
   * @throws InvalidError `UNKNOWN_LABEL` that lists the model's labels; and as `of` does.
   */
  async find(label: string | number, name: ModelName): Promise<NamedLabel> {
    const labels = await this.of(name);
    const classIndex = typeof label === 'number' ? label : labels.indexOf(label);
    const found = labels[classIndex];
    if (found !== undefined) return { label: found, classIndex };
    const listed = labels.slice(0, mostListed).map((one) => JSON.stringify(one));
    const more = labels.length > mostListed ? [`… (${labels.length} in all)`] : [];
    const allowed = [...listed, ...more].join(', ');
    const model = `${name.model}@${name.modelVersion}`;
    throw badInput(
      'label',
      label,
      `a label of ${model}, which predicted: ${allowed}, or an index from 0 to ${labels.length - 1}`,
      'UNKNOWN_LABEL',
    );
  }
}
