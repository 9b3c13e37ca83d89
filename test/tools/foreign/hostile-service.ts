import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { OnEnd } from '../../support/test-application.js';

/** Clears the screen, colours, writes from right to left, hides a character, and ends its line to forge another. */
export const foreign = 'evil\u{1b}[2J\u{9b}31m\u{202e}\u{200b}\u{2028}\r\nforged';

const letter = {
  id: 1,
  storedAt: foreign,
  broker: foreign,
  topic: foreign,
  code: foreign,
  replays: 1,
  replayedAt: foreign,
  reason: foreign,
  imageId: foreign,
  requestId: foreign,
  firstSeen: foreign,
  attempts: 1,
  obstacle: foreign,
  source: { topic: foreign, partition: 0, offset: foreign },
  key: foreign,
  payload: { bytes: 2, kind: foreign, url: foreign },
  headers: [{ name: foreign, values: [foreign, { base64: foreign }] }],
};

const prediction = {
  seq: 1,
  imageId: foreign,
  label: foreign,
  trueLabel: `true ${foreign}`,
  confidence: 0.5,
  model: foreign,
  modelVersion: foreign,
};

const ledger = {
  accepted: foreign,
  predicted: 0,
  dead: 0,
  inFlight: 1,
  pending: 1,
  unknown: 1,
  unknownSince: foreign,
  repeats: 0,
  missing: [foreign],
  verdict: 'working',
};

const statistics = {
  perSecond: [1],
  recent: { predictions: 1, totalMs: { p50: 1, p99: 1 } },
  known: 1,
  right: 1,
  lag: [{ broker: foreign, topic: foreign, lag: foreign }],
};

const part = { state: foreign, lastError: foreign };
const answers: readonly (readonly [RegExp, unknown])[] = [
  [/^\/dead-letters\/1\/replay$/, { topic: foreign, broker: foreign, replay: foreign }],
  [
    /^\/dead-letters\/replay$/,
    { dryRun: true, matched: 1, replayed: foreign, refused: 1, refusals: [{ reason: foreign }] },
  ],
  [/^\/dead-letters\/1$/, letter],
  [/^\/dead-letters\?/, [letter]],
  [/^\/unknown\?/, [{ requestId: foreign, broker: foreign, images: 1, since: foreign, logId: null }]],
  [/^\/requests\/.*\/resolve$/, { accepted: 0, forgotten: foreign, unknown: 0 }],
  [/^\/requests\/[^/]+\/unknown/, [{ imageId: foreign, createdAt: foreign }]],
  [/^\/ledger$/, ledger],
  [/^\/outcomes/, ['', ''].map(() => ({ seq: 1, imageId: foreign, imageEventId: null, state: 'predicted' }))],
  [/^\/statistics$/, statistics],
  [/^\/predictions\/.*\/labels$/, { allowed: [prediction.trueLabel] }],
  [/^\/predictions\?/, [prediction]],
  [/^\/brokers$/, []],
  [/^\/images\//, 'a picture'],
  [/^\/health\/ready$/, { error: { process: part, [foreign]: part } }],
];

const stream = `event: ledger\ndata: ${JSON.stringify(ledger)}\n\nevent: predictions\ndata: ${JSON.stringify([prediction])}\n\n`;

/** The address of a service that puts foreign text into every field of its answers, and of its refusals. */
export async function startHostileService(onEnd: OnEnd): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    if (url.startsWith('/predictions/stream')) return void response.write(stream);
    const [, body] = answers.find(([path]) => path.test(url)) ?? [];
    response.statusCode = body === undefined ? 400 : 200;
    response.end(JSON.stringify(body ?? { message: foreign }));
  });
  onEnd(async () => {
    server.closeAllConnections();
    await promisify(server.close.bind(server))();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
