import { download } from '../access.js';
import { ask, post } from '../api.js';
import { facts, fill, h, table } from '../dom.js';
import { addressOf } from '../routes.js';
import { count, when } from '../words.js';

const bytesShown = 512;
const bytesInLine = 16;

/** One dead letter: why it is one, what it carries, and the button that tries it again. */
export async function showLetter(place, id, signal) {
  const letter = await ask(`/dead-letters/${encodeURIComponent(id)}`, { signal });
  const report = h('div', { role: 'status' });
  const replay = h('button', { type: 'button', disabled: letter.obstacle !== null }, 'Replay');
  replay.addEventListener('click', () => void replayOne(letter, replay, report));
  const back = h(
    'button',
    { type: 'button', class: 'quiet', data: { back: '' }, onclick: () => (location.hash = '#/dead-letters') },
    '‹ All',
  );
  const headers = letter.headers.map(({ name, values }) => [
    h('code', {}, name),
    values.map(shownText).join(', '),
  ]);
  const { kind, bytes } = letter.payload;
  fill(
    place,
    back,
    h('h1', {}, `Dead letter ${letter.id}`),
    h(
      'section',
      { class: 'panel', 'aria-label': 'Reason' },
      h('p', { class: 'said' }, letter.code),
      h('p', {}, letter.reason),
      letter.obstacle && h('p', { class: 'error' }, `It cannot be replayed: ${letter.obstacle}.`),
      h('div', { class: 'actions' }, replay),
      report,
    ),
    panel('Where it came from', placeOf(letter)),
    panel(`Payload: ${kind}, ${count(bytes)} bytes`, ...payloadOf(letter.payload)),
    panel('Headers', table('Headers', ['Name', 'Value'], headers)),
  );
}

function panel(title, ...content) {
  return h('section', { class: 'panel', 'aria-label': title }, h('h2', {}, title), ...content);
}

async function replayOne({ id }, button, report) {
  button.disabled = true;
  try {
    const { replay, imageId, topic } = await post(`/dead-letters/${id}/replay`);
    const way = imageId && h('a', { href: addressOf.image({ imageId }) }, 'See what becomes of it');
    fill(report, h('p', { class: 'report' }, `Published again to ${topic}, for the ${replay}. time. `, way));
  } catch (error) {
    fill(report, h('p', { class: 'error', role: 'alert' }, `${error.message}.`));
  } finally {
    button.disabled = false;
  }
}

function placeOf({
  broker,
  source,
  letter,
  imageId,
  requestId,
  attempts,
  replays,
  firstSeen,
  storedAt,
  replayedAt,
  key,
  partitionKey,
}) {
  return facts({
    Broker: broker,
    Topic: source.topic,
    'Partition, offset': source.partition === null ? undefined : `${source.partition}, ${source.offset}`,
    Key: key === null ? undefined : shownText(key),
    'Partition key': partitionKey,
    Image: imageId && h('a', { href: addressOf.image({ imageId }) }, imageId),
    Request: requestId && h('a', { href: addressOf.request(requestId) }, requestId),
    Tried: attempts === null ? undefined : attempts === 1 ? 'once' : `${count(attempts)} times`,
    'First seen': when(firstSeen),
    Letter: `${letter.topic}, ${letter.messageId}`,
    Stored: when(storedAt),
    Replayed:
      replays > 0 || replayedAt
        ? `${count(replays)} times before, last ${when(replayedAt) || 'not out of this letter'}`
        : undefined,
  });
}

const shownText = (value) => (typeof value === 'string' ? value : `base64 ${value.base64}`);

/** As a picture or text where it is one, and as bytes. */
function payloadOf({ kind, base64, bytes, url }) {
  const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const isPicture = /^image\/(png|jpeg|gif|webp|bmp|avif)$/.test(kind);
  const isText = kind === 'application/json' || kind === 'text/plain';
  const image =
    isPicture &&
    h('img', { class: 'large', alt: 'payload as a picture', src: `data:${kind};base64,${base64}` });
  const text = isText && h('pre', { tabindex: '0' }, new TextDecoder().decode(content.subarray(0, 4096)));
  const rest = bytes > bytesShown ? `The first ${count(bytesShown)} bytes. ` : '';
  const file = bytes > 0 && h('p', { class: 'meta' }, rest, download(url, 'All of it as a file'));
  return [
    image,
    text,
    !isText && bytes > 0 && h('pre', { class: 'hex', tabindex: '0' }, hexOf(content.subarray(0, bytesShown))),
    file,
  ];
}

/** 00000000  89 50 4e 47 …  |.PNG| */
function hexOf(bytes) {
  const lines = [];
  for (let start = 0; start < bytes.length; start += bytesInLine) {
    const line = [...bytes.subarray(start, start + bytesInLine)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${start.toString(16).padStart(8, '0')}  ${hex.padEnd(bytesInLine * 3)} |${text}|`);
  }
  return lines.join('\n');
}
