import { InvalidError } from '../errors/app.error.js';

/** The most that JSON may have. */
export interface JsonLimits {
  /** Of lists and objects. */
  readonly levels: number;
  readonly lists: number;
  /** Objects and names, together. */
  readonly names: number;
}

const ofRequests: JsonLimits = {
  /** A tensor of 8 dimensions within a request is 11 levels deep. */
  levels: 32,
  /** A nested list of pixels is a list for each pixel. A million lists take about a second and 60 MB. */
  lists: 2_000_000,
  /** A request has 16 tensors and 16 outputs with some parameters each. Objects with many names are slow to build. */
  names: 10_000,
};

const [quote, colon, backslash] = [0x22, 0x3a, 0x5c];
const [list, object] = [0x5b, 0x7b];

/** What a byte outside of texts means. 0: nothing, as all bytes of numbers. */
const meaning = new Uint8Array(256);
const [aText, aName, opens, closes] = [1, 2, 3, 4];
meaning[quote] = aText;
meaning[colon] = aName;
meaning[list] = meaning[object] = opens;
meaning[0x5d] = meaning[0x7d] = closes;

/**
 * Refuses JSON that takes much more time and memory to parse than its bytes of numbers would.
 *
 * @throws InvalidError `BAD_REQUEST` for more than 32 levels, 2,000,000 lists, or 10,000 objects and names.
 */
export function refuseCostlyJson(bytes: Uint8Array): void {
  const excess = excessOf(bytes, ofRequests);
  if (excess !== undefined) throw new InvalidError('BAD_REQUEST', `the JSON has more than ${excess}`);
}

/**
 * Names the limit that JSON exceeds; undefined where it is within all. It passes once over the bytes, and checks no
 * syntax: `JSON.parse` does.
 */
export function excessOf(bytes: Uint8Array, limits: JsonLimits): string | undefined {
  const json = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Numbers(json);
  let [levels, lists, names] = [0, 0, 0];
  for (let at = 0; at < json.length; at += 1) {
    at = numbers.endFrom(at);
    const byte = json[at] as number;
    const means = meaning[byte];
    if (means === aText) at = endOfText(json, at);
    else if (means === closes) levels -= 1;
    else if (means === aName) names += 1;
    else if (means === opens) {
      levels += 1;
      if (byte === list) lists += 1;
      else names += 1;
    } else continue;
    if (levels > limits.levels) return `${limits.levels} levels of lists and objects`;
    if (lists > limits.lists) return `${limits.lists} lists: send the values as one flat list, or as bytes`;
    if (names > limits.names) return `${limits.names} objects and names`;
  }
  return undefined;
}

/** The place of the quote that ends the text; the end of the bytes where none does. */
function endOfText(json: Buffer, begin: number): number {
  for (let end = json.indexOf(quote, begin + 1); end !== -1; end = json.indexOf(quote, end + 1)) {
    let escapes = 0;
    while (json[end - 1 - escapes] === backslash) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return json.length;
}

/** Steps over digits and commas four at a time, which is most of a tensor: a third of the time of one at a time. */
class Numbers {
  private readonly words: Int32Array;
  /** Bytes before the first whole word. */
  private readonly before: number;

  constructor(json: Buffer) {
    this.before = (4 - (json.byteOffset % 4)) % 4;
    const count = Math.max(0, (json.length - this.before) >> 2);
    this.words = new Int32Array(json.buffer, count === 0 ? 0 : json.byteOffset + this.before, count);
  }

  /** The next place that may mean something. */
  endFrom(at: number): number {
    const place = at - this.before;
    if ((place & 3) !== 0 || place < 0) return at;
    let word = place >> 2;
    while (word < this.words.length && isPlain(this.words[word] as number)) word += 1;
    return this.before + word * 4;
  }
}

/** No byte from 0x40 on (brackets, braces), no quote and no colon. */
function isPlain(word: number): boolean {
  if ((word & 0x40404040) !== 0) return false;
  const quotes = word ^ 0x22222222;
  const colons = word ^ 0x3a3a3a3a;
  const zeros = ((quotes - 0x01010101) & ~quotes) | ((colons - 0x01010101) & ~colons);
  return (zeros & 0x80808080) === 0;
}
