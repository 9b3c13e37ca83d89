import { answered, type Body, event, type HostileMessage, refused } from './hostile-message.js';

const json = event({ 'content-type': 'application/json' });
const bad = (name: string, body: Body) => refused(name, 'BAD_MESSAGE', body, json);
const grey = JSON.stringify(Array.from({ length: 28 }, () => Array(28).fill(100)));
const deep = '['.repeat(100_000) + ']'.repeat(100_000);
const latin1 = Buffer.from('{"image": [["\xe9"]]}', 'latin1');
const utf16 = Buffer.from('\ufeff{"image": [[0]]}', 'utf16le');
const skewed = `{"image": [[${'0,'.repeat(99_999)}0]${',[]'.repeat(99_999)}]}`;

/** JSON that is none, or no image; and what else JSON can carry in. */
export const hostileJson: readonly HostileMessage[] = [
  bad('JSON that ends too early', '{"image": [[1, 2'),
  bad('JSON of a list', '[[1, 2], [3, 4]]'),
  bad('JSON of a number', '42'),
  bad('JSON of null', 'null'),
  bad('JSON in Latin-1', latin1),
  bad('JSON in UTF-16', utf16),
  bad('JSON without an image', '{"picture": [[0]]}'),
  bad('an image that is text', '{"image": "iVBORw0KGgo="}'),
  bad('an image that is null', '{"image": null}'),
  bad('an image that only says how long it is', '{"image": {"length": 28, "0": {"length": 28}}}'),
  bad('an image of no rows', '{"image": []}'),
  bad('an image of empty rows', '{"image": [[], []]}'),
  bad('rows of different lengths', '{"image": [[1, 2], [3]]}'),
  bad('pixels of different lengths', '{"image": [[[1, 2, 3], [1, 2]]]}'),
  bad('pixels of two values', '{"image": [[[1, 2]]]}'),
  bad('NaN for a pixel', '{"image": [[NaN]]}'),
  bad('text for a pixel', '{"image": [["255"]]}'),
  bad('null for a pixel', '{"image": [[null]]}'),
  bad('an object for a pixel', '{"image": [[{"valueOf": 1}]]}'),
  bad('a pixel below 0', '{"image": [[-1]]}'),
  bad('a pixel above 255', '{"image": [[256]]}'),
  bad('a pixel without end', '{"image": [[1e999]]}'),
  bad('lists nested 100,000 deep', deep),
  bad('an image nested 100,000 deep', `{"image": ${deep}}`),
  bad('a pixel nested 100,000 deep', `{"image": [[0, ${deep}]]}`),
  bad('an image in the prototype', '{"__proto__": {"image": [[0]]}}'),
  bad('an image in the constructor', '{"constructor": {"prototype": {"image": [[0]]}}}'),
  refused('a row of 100,000 and as many empty ones', 'MESSAGE_TOO_LARGE', skewed, json),
  bad("a packet of Nest's for our handler", '{"pattern": "images", "data": {"image": [[0]]}}'),
  bad("a packet of Nest's with a command", '{"pattern": {"cmd": "shutdown"}, "data": null, "id": "1"}'),
  bad("an answer of Nest's", '{"response": {}, "isDisposed": true, "id": "1"}'),
  refused("a packet of Nest's without a content type", 'BAD_MESSAGE', '{"pattern": "x", "data": {}}'),
  answered('an image beside keys that pollute', 'keys that nobody asks for are not read', {
    body: `{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "image": ${grey}}`,
  }),
];
