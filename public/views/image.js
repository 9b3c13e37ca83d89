import { showPicture } from '../access.js';
import { ask, pictureOf, predictions, request, requestPredictions, withQuery } from '../api.js';
import { facts, fill, h, note } from '../dom.js';
import { repeat } from '../repeat.js';
import { addressOf } from '../routes.js';
import { duration, truthOf, when } from '../words.js';
import { truthAbout, truthPanel } from './truth.js';
import { inputOf, ranking } from './upload.js';

/** The way of one image: stage by stage, with times and ids. */
export async function show(place, { id, query }, signal) {
  const { requestId, index } = /^(?<requestId>.+)\/(?<index>\d+)$/s.exec(id ?? '')?.groups ?? {
    requestId: id,
  };
  const back = h('button', { type: 'button', class: 'quiet', data: { back: '' }, onclick: goBack }, '‹ Back');
  const body = h('div', { class: 'outcome' });
  fill(place, back, h('h1', {}, 'Image ', h('code', {}, id ?? '')), body);
  const report = h('div', { role: 'status' });
  const load = async () => {
    const prediction = await findPrediction({ id, requestId, index, seq: query.seq }, signal);
    const letters = await lettersOf(id, requestId, signal);
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

/** By its number where the address has one, else by its place in its request. */
async function findPrediction({ id, requestId, index, seq }, signal) {
  const isIt = ({ imageId }) => imageId === id;
  if (/^\d{1,15}$/.test(seq ?? '')) {
    const found = await predictions({ before: Number(seq) + 1, limit: 1 }, signal);
    if (found.some(isIt)) return found[0];
  }
  const after = Number(index) > 0 ? Number(index) - 1 : undefined;
  const found = await requestPredictions(requestId, { after, limit: 1000 }, signal).catch(none);
  return found.find(isIt);
}

const none = () => [];

async function lettersOf(id, requestId, signal) {
  const letters = await ask(withQuery('/dead-letters', { request: requestId, limit: 1000 }), {
    signal,
  }).catch(none);
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
      h('p', { class: 'said' }, prediction.label),
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
function namesOf({ requestId, imageIndex, model, modelVersion, broker, source = {}, traceId, seq }) {
  return facts({
    Request: h('a', { href: addressOf.request(requestId) }, requestId),
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

function picture(src, text) {
  const image = h('img', { alt: text, class: 'large' });
  const figure = h('figure', { class: 'picture' }, image, h('figcaption', {}, text));
  image.addEventListener('error', () => fill(figure, h('p', { class: 'quiet' }, `${text} is not kept`)));
  void showPicture(image, src);
  return figure;
}
