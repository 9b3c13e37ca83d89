import { createRequire } from 'node:module';

interface Header {
  readonly key: string;
  readonly value: Buffer | null;
}

interface Decoder {
  readVarIntArray(read: (decoder: Decoder) => Header): Header[];
}

type Headers = Record<string, Header['value'] | Header['value'][]>;

/**
 * kafkajs gathers a record's headers by copying all of them for each: a message with 100,000 headers, which fits into
 * one megabyte, would stop a consumer for an hour, and after it the next member of the group. The list that kafkajs
 * reduces to an object is therefore given a `reduce` of its own, which looks at each header once.
 */
export function gatherHeadersOnce(): void {
  const decoder = createRequire(import.meta.url)('kafkajs/src/protocol/decoder.js') as { prototype: Decoder };
  const read = decoder.prototype.readVarIntArray;
  // Nothing but headers is read as such an array.
  decoder.prototype.readVarIntArray = function readHeaders(this: Decoder, readOne) {
    const list = read.call(this, readOne);
    return Object.assign(list, { reduce: () => gather(list) });
  };
}

/** What kafkajs makes of them: a header that is repeated is a list. */
function gather(list: readonly Header[]): Headers {
  const values = new Map<string, Header['value'] | Header['value'][]>();
  for (const { key, value } of list) {
    const known = values.get(key);
    if (Array.isArray(known)) known.push(value);
    else values.set(key, known === undefined ? value : [known, value]);
  }
  return Object.fromEntries(values);
}
