import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { refuseTooManyBytes } from '../../events/image-limits.js';
import type { ImageBody } from '../../events/image.event.js';
import { pictureBody } from '../../events/picture-body.js';
import type { ModelCard } from '../../serving/models/model.js';
import type { InferRequest, InputTensor } from './infer-request.js';
import { listIn, pixelValues } from './pixel-rows.js';
import { numberTypes } from './tensor-numbers.js';

/** The name of an image model's only input. */
export const inputName = 'image';
/** Most images in one request. */
export const maxRows = 4096;
/** What the input may be sent as. */
export const takenDatatypes: readonly string[] = [...Object.keys(numberTypes), 'BYTES'];

type Limits = Parameters<typeof refuseTooManyBytes>[1];
type Shape = Pick<ModelCard['input'], 'width' | 'height' | 'channels'>;

const bad = (text: string) => new InvalidError('BAD_REQUEST', text);

/**
 * Reads the images of a request: pixels [rows, height, width, channels] in exactly the model's size, whose values are 0
 * to 255 in any datatype of numbers, or whole pictures (PNG, JPEG, …) as BYTES [rows]. The only input may have any name.
 *
 * @throws InvalidError `BAD_REQUEST` that names the tensor, what was seen and what is allowed; `MESSAGE_TOO_LARGE`
 *   for a picture over the limit.
 */
export function readImages({ inputs }: InferRequest, input: Shape, limits: Limits): ImageBody[] {
  const tensor = onlyInput(inputs);
  const { name, datatype } = tensor;
  if (Object.hasOwn(numberTypes, datatype)) return pixelRows(tensor, input);
  if (datatype === 'BYTES') return pictureRows(tensor, limits);
  throw bad(`the input ${quoted(name)} is of ${quoted(datatype)}; allowed: ${takenDatatypes.join(', ')}`);
}

function onlyInput(inputs: readonly InputTensor[]): InputTensor {
  const [tensor, ...more] = inputs;
  if (!tensor) throw bad(`the input "${inputName}" is missing`);
  if (more.length === 0) return tensor;
  const names = inputs.map(({ name }) => quoted(name)).join(', ');
  throw bad(`there are ${inputs.length} inputs (${names}); the model takes one, "${inputName}"`);
}

function pixelRows(tensor: InputTensor, { width, height, channels }: Shape): ImageBody[] {
  const { shape } = tensor;
  const [rows = 0, ...image] = shape;
  const allowed = shapesOf({ width, height, channels });
  const fits = allowed.some(
    (sides) => sides.length === image.length && sides.every((side, at) => image[at] === side),
  );
  if (!fits || !isRowCount(rows)) {
    const [sides = []] = allowed;
    throw wrongShape(tensor, `[1 to ${maxRows}, ${sides.join(', ')}] as ${tensor.datatype}`);
  }
  const size = width * height * channels;
  const pixels = pixelValues(tensor, rows * size);
  return Array.from({ length: rows }, (_, row) => {
    const bytes = pixels.subarray(row * size, (row + 1) * size);
    return { kind: 'pixels', width, height, channels, bytes };
  });
}

/** A single channel may be left out, or come first. */
const shapesOf = ({ width, height, channels }: Shape): readonly (readonly number[])[] => [
  [height, width, channels],
  ...(channels === 1
    ? [
        [height, width],
        [1, height, width],
      ]
    : []),
];

function pictureRows(tensor: InputTensor, limits: Limits): ImageBody[] {
  const { name, shape, content } = tensor;
  const [rows = 0, ...more] = shape;
  if (more.length > 0 || !isRowCount(rows)) throw wrongShape(tensor, `[1 to ${maxRows}] as BYTES`);
  const elements =
    'raw' in content ? splitElements(name, content.raw, rows) : elementsOf(tensor, content.values);
  if (elements.length !== rows) {
    throw bad(`the input ${quoted(name)} has ${elements.length} elements; its shape says ${rows}`);
  }
  return elements.map((bytes, row) => {
    refuseTooManyBytes(bytes.length, limits);
    try {
      return pictureBody(bytes);
    } catch (error) {
      throw bad(`row ${row} of the input ${quoted(name)} ${errorText(error)}`);
    }
  });
}

const isRowCount = (rows: number) => rows >= 1 && rows <= maxRows;

function wrongShape({ name, shape }: InputTensor, allowed: string): InvalidError {
  return bad(`the input ${quoted(name)} has the shape [${shape.join(', ')}]; allowed: ${allowed}`);
}

/** JSON has no bytes: there a picture is base64 text. */
function elementsOf(tensor: InputTensor, values: unknown): Uint8Array[] {
  return listIn(tensor, values).map((value, row) => {
    if (value instanceof Uint8Array) return value;
    if (typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value))
      return Buffer.from(value, 'base64');
    throw bad(`row ${row} of the input ${quoted(tensor.name)} must be base64 text`);
  });
}

function splitElements(name: string, raw: Uint8Array, rows: number): Uint8Array[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const elements: Uint8Array[] = [];
  let at = 0;
  while (at < raw.length && elements.length < rows) {
    const start = at + 4;
    const end = start <= raw.length ? start + view.getUint32(at, true) : Infinity;
    if (end > raw.length) throw bad(`the input ${quoted(name)} ends within element ${elements.length}`);
    elements.push(raw.subarray(start, end));
    at = end;
  }
  if (at < raw.length)
    throw bad(`the input ${quoted(name)} has ${raw.length - at} bytes behind its last element`);
  return elements;
}
