import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import type { InputTensor } from './infer-request.js';
import { type NumberType, numberTypes } from './tensor-numbers.js';

const bad = (text: string) => new InvalidError('BAD_REQUEST', text);

/**
 * The pixels of a tensor, a byte each: its values are numbers from 0 to 255, whatever their datatype. Fractions are
 * rounded.
 *
 * @param length the number of values that the tensor's shape has.
 * @throws InvalidError `BAD_REQUEST` that names the tensor, the place and what is allowed.
 */
export function pixelValues(tensor: InputTensor, length: number): Uint8Array {
  const type = numberTypes[tensor.datatype] as NumberType;
  const { content } = tensor;
  return 'raw' in content
    ? fromBytes(tensor, content.raw, type, length)
    : fromList(tensor, content.values, type, length);
}

function fromBytes(tensor: InputTensor, raw: Uint8Array, type: NumberType, length: number): Uint8Array {
  expectLength(tensor, raw.length, length * type.bytes);
  if (tensor.datatype === 'UINT8') return raw;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const pixels = new Pixels(type);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) {
    const value = type.at(view, at * type.bytes);
    if (!pixels.take(value)) {
      throw bad(`value ${at} of the input ${quoted(tensor.name)} is ${value}; allowed: ${pixels.allowed}`);
    }
    bytes[at] = Math.round(value);
  }
  pixels.refuseShares(tensor);
  return bytes;
}

function expectLength({ name, datatype, shape }: InputTensor, seen: number, expected: number): void {
  if (seen === expected) return;
  const text = `the input ${quoted(name)} has ${seen} bytes; [${shape.join(', ')}] ${datatype} are ${expected}`;
  throw bad(text);
}

/** In one flat list, or in lists nested by the shape. */
function fromList(tensor: InputTensor, values: unknown, type: NumberType, length: number): Uint8Array {
  const list = listIn(tensor, values);
  const pixels = new Pixels(type);
  const flat: number[] = [];
  if (Array.isArray(list[0])) gather(list, tensor.shape, { tensor, pixels, flat, whole: tensor.shape });
  else {
    // Before the values are looked at: there may be millions too many.
    if (list.length > length) expectLength(tensor, list.length * type.bytes, length * type.bytes);
    gather(list, [list.length], { tensor, pixels, flat, whole: [list.length] });
  }
  expectLength(tensor, flat.length * type.bytes, length * type.bytes);
  pixels.refuseShares(tensor);
  return Uint8Array.from(flat, Math.round);
}

interface Gathering {
  readonly tensor: InputTensor;
  readonly pixels: Pixels;
  readonly flat: number[];
  /** The shape of the outermost list, to name the position of a wrong value. */
  readonly whole: readonly number[];
}

function gather(list: readonly unknown[], [length, ...inner]: readonly number[], gathering: Gathering): void {
  const { tensor, pixels, flat, whole } = gathering;
  if (list.length !== length) {
    throw bad(`a list in ${quoted(tensor.name)} has ${list.length} values; its shape says ${length}`);
  }
  for (const value of list) {
    if (inner.length > 0) gather(listIn(tensor, value), inner, gathering);
    else if (typeof value === 'number' && pixels.take(value)) flat.push(value);
    else throw wrongValue(value, placeOf(flat.length, whole), pixels.allowed);
  }
}

function wrongValue(value: unknown, place: string, allowed: string): InvalidError {
  const seen =
    typeof value === 'number' ? String(value) : `a ${Array.isArray(value) ? 'list' : typeof value}`;
  return bad(`inputs[0].data${place} is ${seen}; allowed: ${allowed}`);
}

/** `[0][27][3][0]`: the position of the value with this number in lists of a shape. */
function placeOf(number: number, shape: readonly number[]): string {
  let rest = number;
  const indexes = shape.toReversed().map((length) => {
    const index = rest % length;
    rest = (rest - index) / length;
    return `[${index}]`;
  });
  return indexes.toReversed().join('');
}

/** @throws InvalidError `BAD_REQUEST` */
export function listIn({ name }: InputTensor, values: unknown): readonly unknown[] {
  if (Array.isArray(values)) return values as unknown[];
  throw bad(`the data of the input ${quoted(name)} must be a list, flat or nested by its shape`);
}

/** Looks at the values of a tensor, one after the other. */
class Pixels {
  private most = 0;
  private hasFraction = false;

  constructor(private readonly type: NumberType) {}

  get allowed(): string {
    return `${this.type.isFraction ? '' : 'whole '}numbers from 0 to 255`;
  }

  /** False for a value that is no pixel. */
  take(value: number): boolean {
    const isWhole = Number.isInteger(value);
    if (!(value >= 0 && value <= 255) || !(isWhole || this.type.isFraction)) return false;
    if (value > this.most) this.most = value;
    if (!isWhole) this.hasFraction = true;
    return true;
  }

  /** Values that were divided by 255 would be taken for a black picture. */
  refuseShares({ name }: InputTensor): void {
    if (!this.hasFraction || this.most > 1) return;
    throw bad(
      `all values of the input ${quoted(name)} are from 0 to 1; send pixels from 0 to 255: the model's card scales them`,
    );
  }
}
