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
  const outputs = facts.outputs.map(shapeText).join(' or ') || 'an unknown number of';
  const suggested = (model.metadata?.modelName ?? model.title).replaceAll(/[^\w-]+/g, '-');
  const name = options.name ?? (await questions.ask('--name', 'the name of the model', suggested));
  const given = await foundLabels(model);
  const asked = `its ${outputs} labels, in order: a file with one a line, or a list such as cat,dog`;
  const labelText = options.labels ?? (given ? '' : await questions.ask('--labels', asked));
  const size = sizeOfInput(facts);
  const askedSize = `the size of its pictures, such as 28x28x1; its input is ${shapeText(facts.input)}`;
  const sizeText = options.size ?? (size ? '' : await questions.ask('--size', askedSize));
  const known = options.preset ?? knownScaling(model, facts);
  const askedPreset = `how it was trained to see pixels: ${scalings.join(', ')}; docs/models.md explains them`;
  const preset = known ?? (await questions.ask('--preset', askedPreset));
  questions.done();
  const labels = labelText ? await readLabels(labelText) : (given as readonly string[]);
  const input = inputOf(scalingOf(preset), sizeText ? readSize(sizeText, facts) : (size as ImageSize), facts);
  const origins = {
    labels: labelText ? 'as given' : 'from its files',
    pixels: options.preset || !known ? 'as given' : 'from its files',
  };
  return { card: { name, labels, input }, origins };
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
