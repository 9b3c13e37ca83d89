import { excessOf, type JsonLimits } from '../foundation/contract/json-cost.js';
import { errorText, InvalidError } from '../foundation/errors/app.error.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A walk through deeper values, by a schema or for an error's text, overflows the stack. */
const limits: JsonLimits = { levels: 200, lists: Infinity, names: Infinity };
/** In bytes. A shorter text is not deep enough for that. */
const shallow = 4_096;

/** @throws InvalidError `BAD_MESSAGE` unless the bytes are UTF-8 JSON text of an object. */
export function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const excess = bytes.length > shallow ? excessOf(bytes, limits) : undefined;
  if (excess !== undefined) throw new InvalidError('BAD_MESSAGE', `the body has more than ${excess}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new InvalidError('BAD_MESSAGE', `the body is no JSON: ${errorText(cause)}`, { cause });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new InvalidError('BAD_MESSAGE', `the body is JSON, but no object`);
  }
  return parsed as Readonly<Record<string, unknown>>;
}
