import type { z } from 'zod';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { readJson } from '../../foundation/contract/json-body.js';
import { badInput, readInput } from '../../foundation/contract/read-input.js';
import { inferenceRequestSchema } from './inference.schema.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { type InferRequest, type TensorContent, wholeParameter } from './infer-request.js';

type Input = z.output<typeof inferenceRequestSchema>['inputs'][number];

/**
 * Reads the JSON form of an inference request, with binary tensors after it if there are any.
 *
 * @param headerLength the header `Inference-Header-Content-Length`: the length of the JSON part. Undefined: all is
 *   JSON.
 * @throws InvalidError `BAD_REQUEST` that names the field.
 */
export function readJsonRequest(body: Uint8Array, headerLength: string | undefined): InferRequest {
  const jsonLength = headerLength === undefined ? body.length : lengthWithin(body, headerLength);
  const json = readJson(body.subarray(0, jsonLength));
  const { inputs, ...request } = readInput(inferenceRequestSchema, json, 'the request');
  const rest = new BinaryParts(body.subarray(jsonLength));
  const tensors = inputs.map(({ name: tensor, datatype, shape, ...given }) => {
    return { name: tensor, datatype, shape, content: contentOf(tensor, given, rest) };
  });
  rest.expectEnd();
  return { ...request, inputs: tensors };
}

function lengthWithin(body: Uint8Array, text: string): number {
  const length = Number(text);
  if (/^\d{1,10}$/.test(text) && length <= body.length) return length;
  const allowed = `the length of the JSON part, 0 to the ${body.length} bytes of the body`;
  throw badInput('Inference-Header-Content-Length', text, allowed);
}

function contentOf(
  tensor: string,
  given: Pick<Input, 'data' | 'parameters'>,
  rest: BinaryParts,
): TensorContent {
  const size = wholeParameter(given.parameters, 'binary_data_size', 0);
  if (size === undefined && given.data === undefined) {
    throw new InvalidError(
      'BAD_REQUEST',
      `the input ${quoted(tensor)} has neither data nor binary_data_size`,
    );
  }
  if (size === undefined) return { values: given.data };
  if (given.data === undefined) return { raw: rest.take(tensor, size) };
  throw new InvalidError('BAD_REQUEST', `the input ${quoted(tensor)} has both data and binary_data_size`);
}

/** The part after the JSON: the tensors' bytes, one after the other. */
class BinaryParts {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  take(tensor: string, size: number): Uint8Array {
    const left = this.bytes.length - this.at;
    if (size > left) {
      const text = `the input ${quoted(tensor)} has a binary_data_size of ${size}; ${left} bytes are left in the body`;
      throw new InvalidError('BAD_REQUEST', text);
    }
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  expectEnd(): void {
    const left = this.bytes.length - this.at;
    if (left === 0) return;
    throw new InvalidError('BAD_REQUEST', `${left} bytes behind the last tensor belong to none`);
  }
}
