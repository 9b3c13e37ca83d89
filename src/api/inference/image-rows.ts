import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { refuseTooManyBytes } from '../../events/image-limits.js';
import type { ImageBody } from '../../events/image.event.js';
import { pictureBody } from '../../events/picture-body.js';
import type { ModelCard } from '../../serving/models/model.js';
import type { InferRequest, InputTensor } from './infer-request.js';

/** The name of an image model's only input. */
export const inputName = 'image';
/** Most images in one request. */
export const maxRows = 4096;

type Limits = Parameters<typeof refuseTooManyBytes>[1];
type Shape = Pick<ModelCard['input'], 'width' | 'height' | 'channels'>;

const bad = (text: string) => new InvalidError('BAD_REQUEST', text);
const shown = (shape: readonly (number | string)[]) => `[${shape.join(', ')}]`;

/**
 * Reads the images of a request: pixels as UINT8 [rows, height, width, channels] in exactly the model's size, or
 * whole pictures (PNG, JPEG, …) as BYTES [rows].
 *
 * @throws InvalidError `BAD_REQUEST` that names the tensor, what was seen and what is allowed; `MESSAGE_TOO_LARGE`
 *   for a picture over the limit.
 */
export function readImages({ inputs }: InferRequest, input: Shape, limits: Limits): ImageBody[] {
  const tensor = onlyInput(inputs);
  if (tensor.datatype === 'UINT8') return pixelRows(tensor, input);
  if (tensor.datatype === 'BYTES') return pictureRows(tensor, limits);
  throw bad(`the input "${inputName}" is of ${quoted(tensor.datatype)}; allowed: UINT8, BYTES`);
}

function onlyInput(inputs: readonly InputTensor[]): InputTensor {
  const stranger = inputs.find(({ name }) => name !== inputName);
  if (stranger) throw bad(`there is no input ${quoted(stranger.name)}; the model takes "${inputName}"`);
  const [tensor, second] = inputs;
  if (!tensor) throw bad(`the input "${inputName}" is missing`);
  if (second) throw bad(`the input "${inputName}" is given twice`);
  return tensor;
}

function pixelRows({ shape, content }: InputTensor, { width, height, channels }: Shape): ImageBody[] {
  const [rows = 0, ...image] = shape;
  const expected = [height, width, channels];
  const fits = image.length === 3 && expected.every((side, at) => image[at] === side);
  if (!fits || !isRowCount(rows))
    throw wrongShape(shape, `[1 to ${maxRows}, ${expected.join(', ')}] as UINT8`);
  const size = width * height * channels;
  const expectLength = (length: number) => {
    if (length === rows * size) return;
    throw bad(`the input "${inputName}" has ${length} bytes; ${shown(shape)} UINT8 are ${rows * size}`);
  };
  const pixels = 'raw' in content ? content.raw : bytesOf(content.values, shape, expectLength);
  expectLength(pixels.length);
  return Array.from({ length: rows }, (_, row) => {
    const bytes = pixels.subarray(row * size, (row + 1) * size);
    return { kind: 'pixels', width, height, channels, bytes };
  });
}

function pictureRows({ shape, content }: InputTensor, limits: Limits): ImageBody[] {
  const [rows = 0, ...more] = shape;
  if (more.length > 0 || !isRowCount(rows)) throw wrongShape(shape, `[1 to ${maxRows}] as BYTES`);
  const elements = 'raw' in content ? splitElements(content.raw, rows) : elementsOf(content.values);
  if (elements.length !== rows) {
    throw bad(`the input "${inputName}" has ${elements.length} elements; its shape says ${rows}`);
  }
  return elements.map((bytes, row) => {
    refuseTooManyBytes(bytes.length, limits);
    try {
      return pictureBody(bytes);
    } catch (error) {
      throw bad(`row ${row} of the input "${inputName}" ${errorText(error)}`);
    }
  });
}

const lengthOf = (shape: readonly number[]) => shape.reduce((length, side) => length * side, 1);

const isRowCount = (rows: number) => rows >= 1 && rows <= maxRows;

function wrongShape(seen: readonly number[], allowed: string): InvalidError {
  return bad(`the input "${inputName}" has the shape ${shown(seen)}; allowed: ${allowed}`);
}

/** Whole numbers from 0 to 255, in one flat list or in lists nested by the shape. */
function bytesOf(
  values: unknown,
  shape: readonly number[],
  expectLength: (length: number) => void,
): Uint8Array {
  const list = listOf(values);
  const flat: number[] = [];
  if (Array.isArray(list[0])) gather(list, shape, flat, shape);
  else {
    // Before the values are looked at: there may be millions too many.
    if (list.length > lengthOf(shape)) expectLength(list.length);
    gather(list, [list.length], flat, [list.length]);
  }
  return Uint8Array.from(flat);
}

/** @param whole the shape of the outermost list, to name the position of a wrong value. */
function gather(
  list: readonly unknown[],
  [length, ...inner]: readonly number[],
  into: number[],
  whole: readonly number[],
): void {
  if (list.length !== length)
    throw bad(`a list in "${inputName}" has ${list.length} values; its shape says ${length}`);
  for (const value of list) {
    if (inner.length > 0) gather(listOf(value), inner, into, whole);
    else if (isByte(value)) into.push(value);
    else throw wrongByte(value, placeOf(into.length, whole));
  }
}

const isByte = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;

function wrongByte(value: unknown, place: string): InvalidError {
  const seen =
    typeof value === 'number' ? String(value) : `a ${Array.isArray(value) ? 'list' : typeof value}`;
  return bad(`inputs[0].data${place} is ${seen}; allowed: whole numbers from 0 to 255`);
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

function listOf(values: unknown): readonly unknown[] {
  if (Array.isArray(values)) return values as unknown[];
  throw bad(`the data of the input "${inputName}" must be a list, flat or nested by its shape`);
}

/** JSON has no bytes: there a picture is base64 text. */
function elementsOf(values: unknown): Uint8Array[] {
  return listOf(values).map((value, row) => {
    if (value instanceof Uint8Array) return value;
    if (typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value))
      return Buffer.from(value, 'base64');
    throw bad(`row ${row} of the input "${inputName}" must be base64 text`);
  });
}

function splitElements(raw: Uint8Array, rows: number): Uint8Array[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const elements: Uint8Array[] = [];
  let at = 0;
  while (at < raw.length && elements.length < rows) {
    const start = at + 4;
    const end = start <= raw.length ? start + view.getUint32(at, true) : Infinity;
    if (end > raw.length) throw bad(`the input "${inputName}" ends within element ${elements.length}`);
    elements.push(raw.subarray(start, end));
    at = end;
  }
  if (at < raw.length)
    throw bad(`the input "${inputName}" has ${raw.length - at} bytes behind its last element`);
  return elements;
}
