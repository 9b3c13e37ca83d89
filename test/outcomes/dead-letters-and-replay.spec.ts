import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import type {
  DeadLetterDetails,
  DeadLetterSummary,
} from '../../src/outcomes/dead-letters/dead-letter.view.js';
import type { ReplayReport } from '../../src/outcomes/dead-letters/replay.service.js';
import { encodeImageEvent } from '../../src/events/image.codec.js';
import type { Ledger } from '../../src/outcomes/ledger/ledger.js';
import type { BrokerMessage } from '../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call } from '../support/http.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import type { BrokerName } from '../../src/transport/drivers/index.js';

const patience = { timeout: 20_000, interval: 100 };
const json = { 'content-type': 'application/json' };

/** A picture with more pixels than `strict` allows. */
const picture = () =>
  sharp(randomBytes(60 * 60), { raw: { width: 60, height: 60, channels: 1 } })
    .png()
    .toBuffer();
const strict = { MAX_IMAGE_PIXELS: '1000' };

function deadLettersOn(name: BrokerName, server: Readonly<Record<string, string>>): void {
  describe(`dead letters on ${name}`, () => {
    let settings: Record<string, string>;
    let topic: string;

    beforeEach(async () => {
      settings = { ...(await ownSettings()), BROKERS: name, ...server };
      topic = readConfig(settings).transport.topics.images;
    });

    async function start(more: Readonly<Record<string, string>> = {}) {
      const { url, app, close } = await startTestApplication({ ...settings, ...more });
      const get = async <Body>(path: string) => (await call<Body>(url + path)).body;
      const post = <Body>(path: string, body?: object) =>
        call<Body>(url + path, {
          method: 'POST',
          ...(body && { headers: json, body: JSON.stringify(body) }),
        });
      return {
        url,
        close,
        get,
        post,
        publish: (messages: BrokerMessage[]) => app.get<Brokers>(BROKERS).get(name)!.publish(messages),
        letters: () => get<DeadLetterSummary[]>('/dead-letters'),
        untilLedger: (expected: Partial<Ledger>) =>
          expect.poll(() => get<Ledger>('/ledger'), patience).toMatchObject(expected),
      };
    }

    it('of a hostile message is listed, shown byte for byte, and replayed in vain as often as allowed', async () => {
      const { url, get, post, publish, letters, untilLedger } = await start({ MAX_REPLAYS: '2' });
      const value = Buffer.from([0x89, 0, 1, 2, 255]);
      await publish([{ topic, key: 'hostile', value, headers: { mine: 'kept', pattern: 'nobody' } }]);
      await untilLedger({ accepted: 1, dead: 1 });
      const [letter] = await letters();
      expect(letter).toMatchObject({
        topic,
        broker: name,
        code: 'UNSUPPORTED_CONTENT_TYPE',
        attempts: 1,
        replays: 0,
      });

      const shown = await get<DeadLetterDetails>(`/dead-letters/${letter!.id}`);
      expect(shown.headers).toContainEqual({ name: 'mine', values: ['kept'] });
      expect([shown.payload.kind, shown.payload.base64]).toEqual([
        'application/octet-stream',
        value.toString('base64'),
      ]);
      const payload = await fetch(`${url}/dead-letters/${letter!.id}/payload`);
      expect(Buffer.from(await payload.arrayBuffer())).toEqual(value);
      expect(Object.fromEntries(payload.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': expect.stringContaining('attachment'),
        'x-content-type-options': 'nosniff',
      });

      for (const replay of [1, 2]) {
        const { status, body } = await post(`/dead-letters/${letter!.id}/replay`);
        expect([status, body]).toEqual([202, expect.objectContaining({ topic, replay })]);
        await expect.poll(async () => (await letters())[0], patience).toMatchObject({ replays: replay });
        await untilLedger({ accepted: 1, dead: 1, inFlight: 0, predicted: 0 });
      }
      const again = await letters();
      expect(again.map(({ imageId }) => imageId)).toEqual(again.map(() => letter!.imageId));
      for (const { id } of again) {
        const { status, body } = await post(`/dead-letters/${id}/replay`);
        expect([status, body]).toEqual([409, expect.objectContaining({ code: 'REPLAY_LIMIT', allowed: 2 })]);
      }
    });

    it('whose cause was mended are replayed, keep their ids and are predicted; a dry run changes nothing', async () => {
      const body = { kind: 'file', contentType: 'image/png', bytes: await picture() } as const;
      const events = ['r/0', 'r/1', 'r/2'].map((id, imageIndex) =>
        encodeImageEvent({ id, requestId: 'r', imageIndex, body }, name, topic),
      );
      const data_base64 = body.bytes.toString('base64');
      const attributes = { specversion: '1.0', id: 's/0', source: '/test', type: 'image', requestid: 's' };
      const structured = Buffer.from(
        JSON.stringify({ ...attributes, datacontenttype: 'image/png', data_base64 }),
      );
      const bare = { topic, value: body.bytes, headers: {} };
      const headers = { 'content-type': 'application/cloudevents+json' };

      const before = await start(strict);
      await before.publish([...events, bare, { topic, value: structured, headers }]);
      await before.untilLedger({ accepted: 5, dead: 5 });
      await before.close();

      const { get, post, letters, untilLedger } = await start();
      const stored = await letters();
      const dry = await post<ReplayReport>('/dead-letters/replay', { dryRun: true });
      expect(dry.body).toMatchObject({ dryRun: true, matched: 5, replayed: 5, refused: 0 });
      expect(await letters()).toEqual(stored);
      expect(await get('/ledger')).toMatchObject({ dead: 5, inFlight: 0 });

      const some = await post<ReplayReport>('/dead-letters/replay', { request: 'r', limit: 2 });
      expect(some.body).toMatchObject({ matched: 3, replayed: 2 });
      await untilLedger({ accepted: 5, predicted: 2, dead: 3, inFlight: 0 });
      const rest = await post<ReplayReport>('/dead-letters/replay', { topic });
      expect(rest.body).toMatchObject({ matched: 3, replayed: 3 });
      await untilLedger({ accepted: 5, predicted: 5, dead: 0, inFlight: 0, repeats: 0, verdict: 'complete' });
      expect(await get('/requests/r')).toMatchObject({ accepted: 3, predicted: 3 });
      expect(await get('/requests/s/predictions')).toMatchObject([
        { imageId: '/test s/0', imageSource: '/test', imageEventId: 's/0' },
      ]);
      const nothing = await post<ReplayReport>('/dead-letters/replay');
      expect(nothing.body).toMatchObject({ matched: 0, replayed: 0 });
    });

    it('of a broken prediction are stored too, and its image is dead', async () => {
      const { publish, letters, untilLedger } = await start();
      const predictions = readConfig(settings).transport.topics.predictions;
      const headers = { [name === 'pubsub' ? 'ce-id' : 'ce_id']: 'p/0' };
      await publish([
        { topic: predictions, value: Buffer.from('{"label":'), headers },
        { topic: predictions, value: Buffer.from('no event at all'), headers: {} },
      ]);
      await expect.poll(async () => (await letters()).length, patience).toBe(2);
      expect((await letters()).map(({ topic, code }) => [topic, code])).toEqual([
        [predictions, 'BAD_MESSAGE'],
        [predictions, 'BAD_MESSAGE'],
      ]);
      await untilLedger({ accepted: 1, dead: 1, inFlight: 0 });
    });
  });
}

deadLettersOn('embedded', {});

withServer('kafka', inject('kafka'), ({ brokers }) =>
  deadLettersOn('kafka', { KAFKA_BROKERS: brokers.join(',') }),
);

withServer('pubsub', inject('pubsub'), ({ emulatorHost }) =>
  deadLettersOn('pubsub', { PUBSUB_EMULATOR_HOST: emulatorHost }),
);

describe('the endpoints of dead letters', () => {
  it('refuse what they do not know by name, value and what is allowed', async () => {
    const { url } = await startTestApplication(await ownSettings());
    const status = async (path: string, method = 'GET', body?: object) =>
      (await call(url + path, { method, ...(body && { headers: json, body: JSON.stringify(body) }) })).status;
    expect(await status('/dead-letters/7')).toBe(404);
    expect(await status('/dead-letters/7/payload')).toBe(404);
    expect(await status('/dead-letters/7/replay', 'POST')).toBe(404);
    expect(await status('/dead-letters/seven')).toBe(400);
    expect(await status('/dead-letters?limit=0')).toBe(400);
    expect(await status('/dead-letters/replay', 'POST', { cod: 'BAD_MESSAGE' })).toBe(400);
    expect(await status('/dead-letters/replay', 'POST', { dryRun: 'perhaps' })).toBe(400);
  });
});
