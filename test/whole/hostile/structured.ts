import { answered, type Body, type HostileMessage, refused } from './hostile-message.js';
import { png } from './png.js';

const type = 'application/cloudevents+json; charset=UTF-8';
const data_base64 = png({ width: 28, height: 28 }).toString('base64');
const event = { specversion: '1.0', id: 'structured', source: 's', type: 't', datacontenttype: 'image/png' };
const deep = '['.repeat(100_000) + ']'.repeat(100_000);

const bad = (name: string, body: Body | object, contentType = type) => {
  const isBody = typeof body === 'string' || body === null || body instanceof Uint8Array;
  const value = isBody ? body : JSON.stringify(body);
  return refused(`structured: ${name}`, 'BAD_MESSAGE', value, { 'content-type': contentType });
};

/** Structured mode, where the whole event is the body. */
export const hostileStructured: readonly HostileMessage[] = [
  bad('no body', null),
  bad('an empty body', ''),
  bad('no JSON', '<event/>'),
  bad('a list', '[]'),
  bad('a batch', '[]', 'application/cloudevents-batch+json'),
  bad('XML', '<event/>', 'application/cloudevents+xml'),
  bad('no version', { ...event, specversion: undefined, data_base64 }),
  bad('a later version', { ...event, specversion: '2.0', data_base64 }),
  bad('a version that is a number', { ...event, specversion: 1.0, data_base64 }),
  bad('no id', { ...event, id: undefined, data_base64 }),
  bad('an id that is null', { ...event, id: null, data_base64 }),
  bad('an id that is an object', { ...event, id: { toString: 'x' }, data_base64 }),
  bad('an id with a NUL', { ...event, id: 'a\0b', data_base64 }),
  bad('an id with half a character', { ...event, id: 'a\ud800', data_base64 }),
  bad('attributes in the prototype', `{"__proto__": ${JSON.stringify({ ...event, data_base64 })}}`),
  bad('no data', event),
  bad('data that is null', { ...event, data: null }),
  bad('data that is text', { ...event, data: 'hello' }),
  bad('both kinds of data', { ...event, data: {}, data_base64 }),
  bad('base64 that is none', { ...event, data_base64: '!!!!' }),
  bad('base64 that is a number', { ...event, data_base64: 7 }),
  bad('base64 of a JPEG that is a PNG', { ...event, datacontenttype: 'image/jpeg', data_base64 }),
  bad(
    'data nested 100,000 deep',
    `{"specversion": "1.0", "id": "a", "source": "b", "type": "c", "data": ${deep}}`,
  ),
  answered('structured: attributes that pollute', 'attributes that nobody asks for are not read', {
    headers: { 'content-type': type },
    id: 'polluting',
    body: JSON.stringify({ ...event, id: 'polluting', data_base64 }).replace(
      '{',
      '{"__proto__": {"polluted": 1},',
    ),
  }),
];
