import { type Classification, ranked } from '../../serving/classifier/classification.js';
import type { ServedModel } from '../../serving/classifier/served-model.js';
import type { ModelCard } from '../../serving/models/model.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { badInput } from '../../foundation/contract/read-input.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { flagParameter, type InferRequest, wholeParameter } from './infer-request.js';

export type OutputName = 'probabilities' | 'class_index' | 'label' | 'labels';
export type OutputDatatype = 'FP32' | 'INT32' | 'BYTES';
export const outputDatatypes: Readonly<Record<OutputName, OutputDatatype>> = {
  probabilities: 'FP32',
  class_index: 'INT32',
  label: 'BYTES',
  /** Of multi-label models: a JSON list of names for each row. */
  labels: 'BYTES',
};
const outputNames = Object.keys(outputDatatypes) as OutputName[];

/** A requested output, and its form. */
export interface WantedOutput {
  readonly name: OutputName;
  /** The classification extension: this many of the likeliest classes as texts, instead of the numbers. */
  readonly classes: number | undefined;
  /** As bytes after the JSON part of the answer; undefined where the request does not say. */
  readonly binary: boolean | undefined;
}

export interface OutputTensor {
  readonly name: string;
  readonly datatype: OutputDatatype;
  readonly shape: readonly number[];
  /** Row by row: texts for BYTES. */
  readonly values: readonly (number | string)[];
}

/** A model's answer for one image. */
export interface Row {
  readonly served: ServedModel;
  readonly classification: Classification;
}

/** The outputs of a model. */
export const outputsOf = ({ multiLabel }: Pick<ModelCard, 'multiLabel'>): OutputName[] =>
  outputNames.filter((name) => name !== 'labels' || multiLabel !== undefined);

/**
 * The outputs that a request asks for, all that the model has when it names none.
 *
 * @throws InvalidError `BAD_REQUEST` for an unknown output, one that is named twice, or a classification of an output
 *   without classes.
 */
export function wantedOutputs(
  { outputs, parameters }: InferRequest,
  allowed: readonly OutputName[],
): WantedOutput[] {
  const ofRequest = wholeParameter(parameters, 'classification', 1);
  const binary = flagParameter(parameters, 'binary_data_output');
  const named = outputs?.length ? outputs : allowed.map((name) => ({ name, parameters: {} }));
  const wanted = named.map((output) => {
    const name = allowed.find((known) => known === output.name);
    if (!name) throw badInput('outputs', output.name, `one of ${allowed.join(', ')}`);
    const own = wholeParameter(output.parameters, 'classification', 1);
    if (own !== undefined && name !== 'probabilities') {
      throw new InvalidError('BAD_REQUEST', `classification of ${quoted(name)}: only of "probabilities"`);
    }
    const classes = name === 'probabilities' ? (own ?? ofRequest) : undefined;
    return { name, classes, binary: flagParameter(output.parameters, 'binary_data') ?? binary };
  });
  if (new Set(wanted.map(({ name }) => name)).size === wanted.length) return wanted;
  throw new InvalidError('BAD_REQUEST', 'outputs names the same output twice');
}

/** The tensor of one output, a row for each image. */
export function outputTensor({ name, classes }: WantedOutput, rows: readonly Row[]): OutputTensor {
  if (name === 'probabilities') {
    return classes === undefined ? probabilities(rows) : classification(rows, classes);
  }
  const datatype = outputDatatypes[name];
  return { name, datatype, shape: [rows.length], values: rows.map((row) => valueOf(name, row)) };
}

function valueOf(name: Exclude<OutputName, 'probabilities'>, { classification }: Row): string | number {
  const { said, labels } = classification;
  switch (name) {
    case 'label':
      return said.label;
    case 'class_index':
      return said.classIndex;
    case 'labels':
      return namesText(labels ?? [said]);
  }
}

/** A tensor has as many values in each row, and images have any number of labels: so it is one text. */
export const namesText = (labels: readonly { readonly label: string }[]): string =>
  JSON.stringify(labels.map(({ label }) => label));

/** A canary may have more or fewer labels than the serving version: its rows end with zeros, or the others' do. */
function probabilities(rows: readonly Row[]): OutputTensor {
  const width = mostLabels(rows);
  const values = rows.flatMap(({ classification }) => {
    const known = [...classification.probabilities];
    return [...known, ...Array<number>(width - known.length).fill(0)];
  });
  return { name: 'probabilities', datatype: 'FP32', shape: [rows.length, width], values };
}

/** `value:index:label`, the likeliest first. */
function classification(rows: readonly Row[], classes: number): OutputTensor {
  const width = Math.min(classes, mostLabels(rows));
  const values = rows.flatMap(({ served, classification: { probabilities: known } }) => {
    const texts = ranked(served.card.labels, known, width).map(
      ({ confidence, classIndex, label }) => `${confidence.toFixed(6)}:${classIndex}:${label}`,
    );
    return [...texts, ...Array<string>(width - texts.length).fill('')];
  });
  return { name: 'probabilities', datatype: 'BYTES', shape: [rows.length, width], values };
}

const mostLabels = (rows: readonly Row[]) =>
  Math.max(...rows.map(({ classification: { probabilities: known } }) => known.length));
