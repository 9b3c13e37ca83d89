import type { z } from 'zod';
import { InvalidError } from '../foundation/errors/app.error.js';
import { plainText, type ReceivedMessage } from '../transport/broker.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * One of our headers as text; undefined when absent. Stricter than `headerText`: an id that was repaired, or picked
 * out of two, could be the id of another image.
 *
 * @throws InvalidError `BAD_MESSAGE` when it is no UTF-8, or repeated with different values.
 */
export function attributeText(message: ReceivedMessage, name: string): string | undefined {
  if (!Object.hasOwn(message.headers, name)) return undefined;
  const value = message.headers[name];
  if (value === undefined || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return decode(value, name);
  const [first, ...others] = value.map((one) => (typeof one === 'string' ? one : decode(one, name)));
  if (others.every((other) => other === first)) return first;
  throw new InvalidError('BAD_MESSAGE', `the header ${name} is repeated with different values`);
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return plainText(bytes) ?? utf8.decode(bytes);
  } catch (cause) {
    throw new InvalidError('BAD_MESSAGE', `the header ${name} is no UTF-8 text`, { cause });
  }
}

/** Control characters, and halves of surrogate pairs: databases and logs refuse them. */
const unprintable = /[\p{Cc}\p{Cs}]/u;

/** Without classes of Unicode and halves of surrogate pairs, which not every reader of a JSON Schema knows. */
// oxlint-disable-next-line no-control-regex -- they are what it refuses
const printablePattern = /^[^\u0000-\u001f\u007f-\u009f]*$/u;

/** Restricts a schema to printable text, and its JSON Schema too. */
export const printableText = (schema: z.ZodString, allowed?: string): z.ZodString =>
  schema.regex(printablePattern, allowed).refine(isPrintable, allowed);

/** True for text that every broker, database and log keeps unchanged. */
export const isPrintable = (text: string): boolean => !unprintable.test(text);

/** The text with a replacement character for everything that is not printable. */
export const printable = (text: string): string =>
  isPrintable(text) ? text : text.replace(new RegExp(unprintable, 'gu'), '\u{fffd}');
