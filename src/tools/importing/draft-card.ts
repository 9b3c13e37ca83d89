import { modelNamePattern } from '../../foundation/config/model-names.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import type { OutputKind } from '../../serving/models/card-words.js';
import type { FoundModel } from './find-model.js';
import { foundLabels, readLabels } from './labels.js';
import { type ImageSize, readSize, shapeText, sizeOfInput } from './image-size.js';
import type { NetworkFacts } from './network-facts.js';
import type { Questions } from './questions.js';
import { type Scaling, scalings } from './scalings.js';

/** What the command line says of the model. */
export interface ImportOptions {
  readonly name?: string | undefined;
  readonly modelVersion?: number | undefined;
  readonly labels?: string | undefined;
  readonly preset?: string | undefined;
  readonly size?: string | undefined;
  readonly output?: OutputKind | undefined;
}

/** The card, without what running the network shows. */
export interface DraftCard {
  readonly name: string;
  readonly labels: readonly string[];
  readonly input: object;
}

/** Where the parts of the card come from, in words. */
export type Origins = Readonly<Record<'labels' | 'pixels', string>>;

/**
 * Makes a card of what the options and the files say, and asks for the rest.
 *
 * @throws InvalidError `BAD_CONFIG` that names missing and wrong options.
 */
export async function makeDraft(
  model: FoundModel,
  facts: NetworkFacts,
  { options, questions }: { readonly options: ImportOptions; readonly questions: Questions },
): Promise<{ readonly card: DraftCard; readonly origins: Origins }> {
  const found = {
    labels: options.labels === undefined ? await foundLabels(model) : undefined,
    size: options.size === undefined ? sizeOfInput(facts) : undefined,
    scaling: options.preset === undefined ? knownScaling(model, facts) : undefined,
  };
  const name = options.name ?? (await questions.ask('--name', 'the name of the model', suggestedName(model)));
  const labels = options.labels ?? (found.labels ? '' : await askForLabels(questions, facts));
  const size = options.size ?? (found.size ? '' : await askForSize(questions, facts));
  const preset = options.preset ?? found.scaling ?? (await askForScaling(questions));
  questions.done();
  if (!modelNamePattern.test(name)) {
    throw new InvalidError('BAD_CONFIG', `--name ${name}: it must be up to 100 letters, digits, - and _`);
  }
  const input = inputOf(scalingOf(preset), found.size ?? readSize(size, facts), facts);
  const origin = (isFound: boolean) => (isFound ? 'from its files' : 'as given');
  return {
    card: { name, labels: found.labels ?? (await readLabels(labels)), input },
    origins: { labels: origin(found.labels !== undefined), pixels: origin(found.scaling !== undefined) },
  };
}

const suggestedName = ({ metadata, title }: FoundModel) =>
  (metadata?.modelName ?? title).replaceAll(/[^\w-]+/g, '-').slice(0, 100);

function askForLabels(questions: Questions, { outputs }: NetworkFacts): Promise<string> {
  const count = outputs.map(shapeText).join(' or ') || 'an unknown number of';
  const what = `its ${count} labels, in order: a file with one a line, or a list such as cat,dog`;
  return questions.ask('--labels', what);
}

function askForSize(questions: Questions, { input }: NetworkFacts): Promise<string> {
  const what = `the size of its pictures, such as 28x28x1; its input is ${shapeText(input)}`;
  return questions.ask('--size', what);
}

function askForScaling(questions: Questions): Promise<string> {
  const what = `how it was trained to see pixels: ${scalings.join(', ')}; docs/models.md explains them`;
  return questions.ask('--preset', what);
}

function knownScaling({ metadata }: FoundModel, { takesBytes }: NetworkFacts): Scaling | undefined {
  if (metadata) return 'teachable-machine';
  return takesBytes ? 'bytes' : undefined;
}

function scalingOf(text: string): Scaling {
  const found = scalings.find((name) => name === text);
  if (found) return found;
  throw new InvalidError('BAD_CONFIG', `--preset ${text}: it must be one of ${scalings.join(', ')}`);
}

function inputOf(scaling: Scaling, size: ImageSize, { takesIntegers }: NetworkFacts): object {
  const scale = scaling === 'bytes' ? { scale: 1, offset: 0 } : { preset: scaling };
  return { ...scale, ...size, ...(takesIntegers && { type: 'int32' }) };
}
