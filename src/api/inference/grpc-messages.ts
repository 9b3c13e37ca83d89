import type { InferAnswer } from './inference.service.js';
import type { InferRequest, InputTensor, Parameters } from './infer-request.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../events/attribute-text.js';
import { rawContents } from './write-json.js';

/** `parameter_choice` names the field that is set. */
type GrpcParameter = { readonly parameter_choice?: string } & Readonly<Record<string, unknown>>;
type GrpcParameters = Readonly<Record<string, GrpcParameter>>;

interface GrpcInput {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
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
const contentFields: Readonly<Record<string, string>> = { UINT8: 'uint_contents', BYTES: 'bytes_contents' };

/** @throws InvalidError `BAD_REQUEST` */
export function readGrpcRequest(message: GrpcInferRequest): InferRequest {
  const { inputs, raw_input_contents: raw } = message;
  if (raw.length > 0 && raw.length !== inputs.length) {
    const text = `there are ${raw.length} raw_input_contents for ${inputs.length} inputs`;
    throw new InvalidError('BAD_REQUEST', text);
  }
  return {
    id: message.id || undefined,
    parameters: parametersOf(message.parameters),
    inputs: inputs.map((input, at) => inputTensor(input, raw[at])),
    outputs: message.outputs.map((output) => {
      return { name: output.name, parameters: parametersOf(output.parameters) };
    }),
  };
}

function inputTensor(
  { name, datatype, shape, contents }: GrpcInput,
  raw: Uint8Array | undefined,
): InputTensor {
  const values = contents?.[contentFields[datatype] ?? ''] ?? [];
  const given = Object.values(contents ?? {}).some((list) => list.length > 0);
  if (raw && given) {
    throw new InvalidError(
      'BAD_REQUEST',
      `the input ${quoted(name)} has both contents and raw_input_contents`,
    );
  }
  return { name, datatype, shape, content: raw ? { raw } : { values } };
}

function parametersOf(parameters: GrpcParameters): Parameters {
  const entries = Object.entries(parameters).map(([name, parameter]) => {
    const value =
      parameter.parameter_choice === undefined ? undefined : parameter[parameter.parameter_choice];
    return [name, value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Parameters;
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
