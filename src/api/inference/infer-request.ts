import { badInput } from '../../foundation/contract/read-input.js';
import type { Urgency } from '../../foundation/concurrency/batcher.js';

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** The values of a tensor in the request's form. */
export type TensorContent =
  /** In the binary extension's form: little-endian, BYTES with 4 bytes of length before each element. */
  | { readonly raw: Uint8Array }
  /** A list, flat or nested by the shape, of numbers, of bytes, or of base64 texts. */
  | { readonly values: unknown };

export interface InputTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly content: TensorContent;
}

export interface RequestedOutput {
  readonly name: string;
  readonly parameters: Parameters;
}

/** An inference request of the Open Inference Protocol, over any transport. */
export interface InferRequest {
  readonly id?: string | undefined;
  readonly parameters: Parameters;
  readonly inputs: readonly InputTensor[];
  /** Undefined: all outputs. */
  readonly outputs?: readonly RequestedOutput[] | undefined;
}

/** The model to use; undefined: the server's choice. */
export interface AskedModel {
  readonly model?: string | undefined;
  readonly modelVersion?: string | undefined;
}

/** The protocol's limit in microseconds, up to the longest timer of Node; 0 is no limit. */
const longestTimeoutMs = 2 ** 31 - 1;
const lastPriority = 255;

/** Reads the schedule policy's `priority` (1 is first, 0 the default) and `timeout` in microseconds. */
export function urgencyOf({ parameters }: InferRequest): Urgency {
  const priority = wholeParameter(parameters, 'priority', 0);
  const timeoutMs = (wholeParameter(parameters, 'timeout', 0) ?? 0) / 1000;
  const limited = timeoutMs > 0 && timeoutMs <= longestTimeoutMs;
  return {
    priority: priority && Math.min(priority, lastPriority),
    timeoutMs: limited ? timeoutMs : undefined,
  };
}

/** @throws InvalidError `BAD_REQUEST` for anything but a whole number from `lowest` on. */
export function wholeParameter(parameters: Parameters, name: string, lowest: number): number | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  const number = typeof value === 'number' || /^\d{1,15}$/.test(String(value)) ? Number(value) : NaN;
  if (Number.isSafeInteger(number) && number >= lowest) return number;
  throw badInput(`parameters.${name}`, value, `a whole number from ${lowest}`);
}

/** @throws InvalidError `BAD_REQUEST` for anything but true and false. */
export function flagParameter(parameters: Parameters, name: string): boolean | undefined {
  const value = parameters[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw badInput(`parameters.${name}`, value, 'true or false');
}
