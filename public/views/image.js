import { ask, pictureOf, predictions, request, withQuery } from '../api.js';
import { facts, fill, h, note } from '../dom.js';
import { framed } from '../frame.js';
import { repeat } from '../repeat.js';
import { addressOf } from '../routes.js';
import { duration, labelsOf, truthOf, when } from '../words.js';
import { truthAbout, truthPanel } from './truth.js';
import { inputOf, ranking } from './upload.js';

/** The way of one image: stage by stage, with times and ids. */
export async function show(place, { id = '' }, signal) {
  const back = h('button', { type: 'button', class: 'quiet', data: { back: '' }, onclick: goBack }, '‹ Back');
  const body = h('div', { class: 'outcome' });
  fill(place, back, h('h1', {}, 'Image ', h('code', {}, id)), body);
  const report = h('div', { role: 'status' });
  const load = async () => {
    const [prediction] = await predictions({ image: id, limit: 1 }, signal).catch(none);
    const letters = await lettersOf(id, signal);
    const { requestId = requestOf(id) } = prediction ?? letters[0] ?? {};
    const truth = prediction && (await truthAbout(id, signal));
    const panel = truth && truthPanel(truth, report, load);
    fill(body, ...contentOf({ id, prediction, letters, ledger: await ledgerOf(requestId, signal) }, panel));
    return prediction === undefined && letters.length === 0;
  };
  await repeat(1000, signal, load);
}

function goBack() {
  if (history.length > 1) history.back();
  else location.hash = '#/live';
}

/** Of an image without an outcome: pushed ones have their request in their name. */
const requestOf = (id) => /^(?<request>[^ ]+)\/\d+$/.exec(id)?.groups.request ?? id;

const none = () => [];

async function lettersOf(id, signal) {
  const letters = await ask(withQuery('/dead-letters', { image: id, limit: 1000 }), { signal }).catch(none);
  return letters.filter(({ imageId }) => imageId === id);
}

const ledgerOf = (requestId, signal) => request(requestId, signal).catch(() => undefined);

/** @param truth what is known of the image's truth, if anything. */
function contentOf({ id, prediction, letters, ledger }, truth) {
  const links = letters.map((letter) =>
    h(
      'li',
      {},
      h('a', { href: addressOf.letter(letter.id) }, `dead letter ${letter.id}`),
      `: ${letter.code}, ${letter.reason}`,
    ),
  );
  const deaths =
    links.length > 0 && h('section', { class: 'panel' }, h('h2', {}, 'Dead letters'), h('ul', {}, ...links));
  if (prediction) return [wayOf(prediction, ledger), truth, deaths];
  if (deaths) return [h('div', { class: 'way' }, picture(pictureOf(id), 'the picture'), deaths)];
  const text = ledger
    ? 'This image is on its way: it has no outcome yet. It is looked up again every second.'
    : 'No image with this id is known here. It may belong to another database, or be older than RETENTION_DAYS.';
  return [note(text)];
}

function wayOf(prediction, ledger) {
  const truth = truthOf(prediction);
  const mark =
    { right: '✓ right', wrong: `✗ wrong: it is ${prediction.trueLabel}` }[truth] ?? 'the truth is not known';
  return h(
    'div',
    { class: 'way' },
    h(
      'div',
      { class: 'pictures' },
      picture(pictureOf(prediction.imageId), 'the picture'),
      picture(inputOf(prediction), 'what the model sees'),
    ),
    h(
      'section',
      { class: 'panel', 'aria-label': 'Prediction' },
      h('p', { class: 'said' }, labelsOf(prediction)),
      h('p', { class: 'verdict', data: { look: { right: 'good', wrong: 'bad' }[truth] ?? 'working' } }, mark),
      ranking(prediction.top),
      stages(prediction, ledger),
      namesOf(prediction),
      h(
        'details',
        {},
        h('summary', {}, 'Raw prediction'),
        h('pre', { tabindex: '0' }, JSON.stringify(prediction, null, 2)),
      ),
    ),
  );
}

/** By what the image, its message and its prediction are found elsewhere. */
function namesOf(prediction) {
  const { imageId, requestId, imageIndex, imageSource, imageEventId, imageKey, model, modelVersion } =
    prediction;
  const { broker, source = {}, traceId, seq } = prediction;
  return facts({
    Source: imageSource && h('a', { href: addressOf.source(imageSource) }, imageSource),
    'Event id': imageEventId,
    Key: imageKey && h('a', { href: addressOf.key(imageKey) }, imageKey),
    // Without a request of its own, an image is its only one.
    Request: requestId === imageId ? undefined : h('a', { href: addressOf.request(requestId) }, requestId),
    Index: imageIndex,
    Model: h('a', { href: addressOf.model(model) }, `${model}@${modelVersion}`),
    Broker: broker,
    Topic: source.topic,
    Partition: source.partition,
    Offset: source.offset,
    'Message id': source.messageId,
    Trace: traceId,
    'Number in the stream': seq,
  });
}

/** Each stage with its share of the whole time. */
function stages({ timings, decidedAt }, ledger) {
  const { brokerMs, preprocessMs = 0, queueMs, computeMs, batchSize } = timings;
  const total = brokerMs + preprocessMs + queueMs + computeMs;
  const rows = [
    ['in the broker', brokerMs, 'from publishing to the start of work'],
    ['decoded', preprocessMs, 'brought to the size of the model'],
    ['queued', queueMs, 'waiting for a free model'],
    ['computed', computeMs, `in a batch of ${batchSize}`],
  ];
  let before = 0;
  const items = rows.map(([name, ms, text]) => {
    const vars = { '--from': before / (total || 1), '--share': ms / (total || 1) };
    before += ms;
    return h(
      'li',
      {},
      h('b', {}, name),
      h('span', { class: 'span', vars }),
      h('span', {}, duration(ms)),
      h('small', {}, text),
    );
  });
  const begun = ledger?.createdAt ? `request begun ${when(ledger.createdAt)}` : undefined;
  const stored = `stored ${when(decidedAt)}`;
  return h(
    'section',
    { class: 'stages' },
    h('h2', {}, `Its way: ${duration(total)}`),
    h('ol', {}, ...items),
    h('p', { class: 'meta' }, [begun, stored].filter(Boolean).join(' · ')),
  );
}

function picture(src, text, isFresh = false) {
  const { element } = framed(src, text, { isFresh, nothing: `${text} is not kept` });
  return h('figure', { class: 'picture' }, element, h('figcaption', {}, text));
}
