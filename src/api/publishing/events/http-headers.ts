import { InvalidError } from '../../../foundation/errors/app.error.js';
import { quoted } from '../../../foundation/errors/quoted.js';
import type { ReceivedMessage } from '../../../transport/broker.js';

/** Each header's values, by its name in lower case. */
export type HttpHeaders = Readonly<Record<string, readonly string[] | undefined>>;

type MessageHeaders = ReceivedMessage['headers'];

/**
 * The attributes of an event in HTTP headers, and its content type. CloudEvents' HTTP binding 1.0, 3.1.3: a value may
 * be in quotes, and anything but printable ASCII is percent-encoded UTF-8.
 *
 * @throws InvalidError `BAD_MESSAGE` for a value that is no UTF-8.
 */
export function attributeHeaders(headers: HttpHeaders): MessageHeaders {
  const found: Record<string, MessageHeaders[string]> = {};
  for (const [name, values = []] of Object.entries(headers)) {
    if (name === 'content-type') found[name] = values;
    if (name.startsWith('ce-')) found[name] = values.map((value) => decoded(name, value));
  }
  return found;
}

/** The first value of a header; undefined when absent. */
export const headerIn = (headers: HttpHeaders, name: string): string | undefined => headers[name]?.[0];

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoded(name: string, value: string): string {
  const text = /^".*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  // Node reads each byte of a header as one character.
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch (cause) {
    // The SDK for JavaScript encodes nothing, and Node sends ISO 8859-1.
    if (bytes === text) return text;
    const mistake = `the header ${name} is ${quoted(value)}; allowed: UTF-8, percent-encoded`;
    throw new InvalidError('BAD_MESSAGE', mistake, { cause });
  }
}
