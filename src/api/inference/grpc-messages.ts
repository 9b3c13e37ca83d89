import type { InferAnswer } from './inference.service.js';
import type { InferRequest, TensorContent } from './infer-request.js';
import { inferenceRequestSchema } from './inference.schema.js';
import { readInput } from '../../foundation/contract/read-input.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { rawContents } from './write-json.js';

/** `parameter_choice` names the field that is set. */
type GrpcParameter = { readonly parameter_choice?: string } & Readonly<Record<string, unknown>>;
export type GrpcParameters = Readonly<Record<string, GrpcParameter>>;

interface GrpcInput {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters: GrpcParameters;
  readonly contents: Readonly<Record<string, readonly unknown[]>> | null;
}

/** The loader's form of a ModelInferRequest: every field is present. */
export interface GrpcInferRequest {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly parameters: GrpcParameters;
  readonly inputs: readonly GrpcInput[];
  readonly outputs: readonly { readonly name: string; readonly parameters: GrpcParameters }[];
  readonly raw_input_contents: readonly Uint8Array[];
}

/** The field of InferTensorContents for a datatype's values. */
const contentFields: Readonly<Record<string, string>> = {
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
  BYTES: 'bytes_contents',
};

/** Tensors, outputs or parameters that are looked at: one more than any limit is enough to see that there are too many. */
const mostRead = 65;

/** Reads a request within the same limits as its JSON form. @throws InvalidError `BAD_REQUEST` that names the field. */
export function readGrpcRequest(message: GrpcInferRequest): InferRequest {
  const { id, raw_input_contents: raw } = message;
  const [given, wanted] = [message.inputs.slice(0, mostRead), message.outputs.slice(0, mostRead)];
  if (raw.length > 0 && raw.length !== message.inputs.length) {
    const text = `there are ${raw.length} raw_input_contents for ${message.inputs.length} inputs`;
    throw new InvalidError('BAD_REQUEST', text);
  }
  const fields = {
    id: id || undefined,
    parameters: parametersOf(message.parameters),
    inputs: given.map(({ name, datatype, shape, parameters, contents }, at) => {
      const data = contentOf({ name, datatype, contents }, raw[at]);
      return { name, datatype, shape, parameters: parametersOf(parameters), data };
    }),
    outputs: wanted.map(({ name, parameters }) => ({ name, parameters: parametersOf(parameters) })),
  };
  const { inputs, ...request } = readInput(inferenceRequestSchema, fields, 'the request');
  const tensors = inputs.map(({ name, datatype, shape, data }) => {
    return { name, datatype, shape, content: data as TensorContent };
  });
  return { ...request, inputs: tensors };
}

function contentOf(
  { name, datatype, contents }: Pick<GrpcInput, 'name' | 'datatype' | 'contents'>,
  raw: Uint8Array | undefined,
): TensorContent {
  const values = contents?.[contentFields[datatype] ?? ''] ?? [];
  const given = Object.values(contents ?? {}).some((list) => list.length > 0);
  if (raw && given) {
    throw new InvalidError(
      'BAD_REQUEST',
      `the input ${quoted(name)} has both contents and raw_input_contents`,
    );
  }
  return raw ? { raw } : { values };
}

/** The value of each that has one. */
export function parametersOf(parameters: GrpcParameters): object {
  const entries = Object.keys(parameters)
    .slice(0, mostRead)
    .map((name) => {
      const { parameter_choice: choice, ...parameter } = parameters[name] as GrpcParameter;
      return [name, choice === undefined ? undefined : parameter[choice]] as const;
    });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A ModelInferResponse, its tensors as bytes. */
export function grpcAnswer({ model, modelVersion, id, outputs }: InferAnswer) {
  return {
    model_name: model,
    model_version: modelVersion,
    id: id ?? '',
    outputs: outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
    raw_output_contents: outputs.map(rawContents),
  };
}
