import { z } from 'zod';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { badInput, readInput } from '../../foundation/contract/read-input.js';
import { quoted } from '../../events/attribute-text.js';
import { type InferRequest, type TensorContent, wholeParameter } from './infer-request.js';

const parameters = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()], 'a text, a number, true or false'))
  .default({});
const name = z.string('a text').min(1, 'a text').max(200, 'at most 200 characters');
/** The JSON of a request, or the JSON part of one with binary tensors. */
export const inferenceRequestSchema = z.object({
  id: z.string('a text').max(400, 'at most 400 characters').optional(),
  parameters,
  inputs: z
    .array(
      z.object({
        name,
        datatype: z.string('a text'),
        shape: z.array(z.int('a whole number').nonnegative('0 or more'), 'a list of whole numbers').max(8),
        parameters,
        data: z.unknown().optional(),
      }),
      'a list of tensors',
    )
    .max(16, 'at most 16 tensors'),
  outputs: z
    .array(z.object({ name, parameters }), 'a list of outputs')
    .max(16, 'at most 16 outputs')
    .optional(),
});
type Input = z.output<typeof inferenceRequestSchema>['inputs'][number];

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the JSON form of an inference request, with the binary tensors behind it if there are any.
 *
 * @param headerLength the header `Inference-Header-Content-Length`: how long the JSON part is. Undefined: all is JSON.
 * @throws InvalidError `BAD_REQUEST` that names the field.
 */
export function readJsonRequest(body: Uint8Array, headerLength: string | undefined): InferRequest {
  const jsonLength = headerLength === undefined ? body.length : lengthWithin(body, headerLength);
  const json = parse(body.subarray(0, jsonLength));
  const { inputs, ...request } = readInput(inferenceRequestSchema, json, 'the request');
  const rest = new BinaryParts(body.subarray(jsonLength));
  const tensors = inputs.map(({ name: tensor, datatype, shape, ...given }) => {
    return { name: tensor, datatype, shape, content: contentOf(tensor, given, rest) };
  });
  rest.expectEnd();
  return { ...request, inputs: tensors };
}

/** JSON that a program has sent, or undefined for an empty body. @throws InvalidError `BAD_REQUEST` */
export function readJson(body: Uint8Array): unknown {
  return body.length === 0 ? undefined : parse(body);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new InvalidError('BAD_REQUEST', `the request is no JSON: ${errorText(cause)}`, { cause });
  }
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

/** What follows the JSON part: the tensors' bytes, one after the other. */
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
