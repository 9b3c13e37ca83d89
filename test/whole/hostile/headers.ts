import { answered, event, type HostileMessage, refused } from './hostile-message.js';
import { png } from './png.js';

const picture = png({ width: 28, height: 28 });
const raw = (width: string, height: string, more: Record<string, string> = {}) =>
  event({
    'content-type': 'application/octet-stream',
    ce_imagewidth: width,
    ce_imageheight: height,
    ...more,
  });
const without = (name: string) =>
  Object.fromEntries(Object.entries(event()).filter(([attribute]) => attribute !== `ce_${name}`));
const bad = (name: string, headers: ReturnType<typeof event>, body: Uint8Array | null = picture) =>
  refused(name, 'BAD_MESSAGE', body, headers);
const pixels = new Uint8Array(784);
const notUtf8 = Buffer.from([0x66, 0xff, 0xfe]);
const sameId = (colour: number) => ({
  id: 'twice',
  headers: event({ ce_id: 'twice' }),
  // The first byte of each row names its filter; 0 is none.
  body: png({
    width: 28,
    height: 28,
    rows: Uint8Array.from({ length: 28 * 29 }, (_, at) => (at % 29 === 0 ? 0 : colour * 29)),
  }),
});
const fine = (name: string, id: string, reason: string) =>
  answered(name, reason, { id, headers: event({ ce_id: id }), body: picture });

/** Attributes that are missing, doubled, huge, or something else than they should be. */
export const hostileHeaders: readonly HostileMessage[] = [
  refused('nothing at all', 'BAD_MESSAGE', new Uint8Array()),
  refused('a tombstone', 'BAD_MESSAGE', null),
  bad('a tombstone with all attributes', event(), null),
  ...['specversion', 'id', 'source', 'type'].map((name) => bad(`no ${name}`, without(name))),
  ...['0.3', '1.1', '', '1.0\n', '9'.repeat(1000)].map((version) =>
    bad(`the version ${JSON.stringify(version.slice(0, 9))}`, event({ ce_specversion: version })),
  ),
  bad('an empty id', event({ ce_id: '' })),
  bad('an id of 600 letters', event({ ce_id: 'x'.repeat(600) })),
  bad('an id of 10 kB', event({ ce_id: 'x'.repeat(10_000) })),
  bad('an id with a NUL', event({ ce_id: 'a\0b' })),
  bad('an id with a line break', event({ ce_id: 'a\nERROR forged line' })),
  bad('an id that is no UTF-8', event({ ce_id: notUtf8 })),
  bad('two ids', event({ ce_id: ['one', 'two'] })),
  bad('two content types', event({ 'content-type': ['image/png', 'image/jpeg'] })),
  bad('two versions', event({ ce_specversion: ['1.0', '0.3'] })),
  bad('a content type that is no UTF-8', event({ 'content-type': notUtf8 })),
  bad('a request id with a NUL', event({ ce_requestid: 'a\0b' })),
  bad('a label with a NUL', event({ ce_truelabel: '\0' })),
  bad('a label of 10 kB', event({ ce_truelabel: 'x'.repeat(10_000) })),
  ...['-1', '1.5', '2e3', 'NaN', '2147483648', '99999999999999999999', ' 7', ''].map((index) =>
    bad(`the index "${index}"`, event({ ce_imageindex: index })),
  ),
  bad('raw pixels without a shape', event({ 'content-type': 'application/octet-stream' }), pixels),
  bad('raw pixels of the wrong shape', raw('28', '27'), pixels),
  bad('raw pixels of 0 × 0', raw('0', '0'), pixels),
  bad('raw pixels of −28 × −28', raw('-28', '-28'), pixels),
  bad('raw pixels of NaN × 28', raw('NaN', '28'), pixels),
  bad('raw pixels of two channels', raw('14', '28', { ce_imagechannels: '2' }), pixels),
  bad('raw pixels of 2⁵³ × 1', raw('9007199254740993', '1'), pixels),
  refused('raw pixels that declare 50,000 × 50,000', 'MESSAGE_TOO_LARGE', pixels, raw('50000', '50000')),
  ...['orders.created', 'shutdown', '__proto__', 'images-dlt', 'predictions', 'labels'].map((pattern) =>
    answered(`the pattern ${pattern}`, 'the topic decides which handler reads a message', {
      id: `pattern ${pattern}`,
      headers: event({ ce_id: `pattern ${pattern}`, pattern }),
      body: picture,
    }),
  ),
  bad(
    'a prediction among the images',
    event({ pattern: 'predictions' }),
    Buffer.from('{"imageId": "\\u0000"}'),
  ),
  bad(
    'a label among the images',
    event({ pattern: 'labels' }),
    Buffer.from('{"imageId": "x", "label": "Bag"}'),
  ),
  bad(
    'an answer wanted where no topic can be',
    event({ 'reply-to': 'no/such topic', 'correlation-id': '1' }),
    null,
  ),
  fine('an id that is a path', '../../../../etc/passwd', 'ids are names and never become paths'),
  fine('an id that is SQL', "'; drop table outcomes; --", 'ids are bound, never written into a query'),
  fine('an id that is HTML', '<img src=x onerror=alert(1)>', 'ids are text until a page escapes them'),
  fine('the id __proto__', '__proto__', 'ids are never keys of plain objects'),
  answered('the same id with one picture', 'one of the two makes the outcome', sameId(1)),
  answered('the same id with another picture', 'the other one is counted as a repeat', sameId(2)),
  answered('an id that is said twice', 'both say the same', {
    id: 'said twice',
    headers: event({ ce_id: ['said twice', 'said twice'] }),
    body: picture,
  }),
  answered('an unread header that is no UTF-8', 'headers that nobody reads decide nothing', {
    headers: event({ ce_id: 'an unread header that is no UTF-8', other: notUtf8 }),
    body: picture,
  }),
  answered('an unread header of 500 kB', 'headers that nobody reads decide nothing', {
    headers: event({ ce_id: 'an unread header of 500 kB', other: 'x'.repeat(500_000) }),
    body: picture,
  }),
  answered('20,000 headers', 'headers that nobody reads decide nothing', {
    headers: {
      ...event({ ce_id: '20,000 headers' }),
      ...Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`h${n}`, 'x'])),
    },
    body: picture,
  }),
  answered('a trace that is none', 'a trace never decides about an image', {
    headers: event({ ce_id: 'a trace that is none', traceparent: '../..', ce_traceparent: '<script>' }),
    body: picture,
  }),
  ...['labels', 'images-dlt', 'seamline-replies-nobody', 'no/such topic', '__proto__'].map((place) =>
    answered(`an answer wanted at ${place}`, 'a place that is not for answers is none', {
      headers: event({ ce_id: `an answer wanted at ${place}`, 'reply-to': place, 'correlation-id': '1' }),
      body: picture,
    }),
  ),
  ...['__proto__', 'constructor', 'toString'].flatMap((name) =>
    ['text', Buffer.from([0xff, 0])].map((value) =>
      answered(
        `a header ${name} of ${typeof value}`,
        'a header’s name is text, whatever objects are made of',
        {
          headers: { ...event({ ce_id: `a header ${name} of ${typeof value}` }), [name]: value },
          body: picture,
        },
      ),
    ),
  ),
  answered('an empty reply-to', 'an empty place is none, so the answer goes where all go', {
    headers: event({ ce_id: 'an empty reply-to', 'reply-to': '' }),
    body: picture,
  }),
];
