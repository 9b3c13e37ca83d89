import sharp from 'sharp';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import type { ImageTruth } from '../../src/outcomes/labels/labels.service.js';
import type { Ledger } from '../../src/outcomes/ledger/ledger.js';
import type { StoredPrediction } from '../../src/outcomes/results/outcome-rows.js';
import type { ListedSource } from '../../src/outcomes/results/sources.contract.js';
import type { BrokerMessage } from '../../src/transport/broker.js';
import { openDriver } from '../../src/transport/open/open-driver.js';
import { call } from '../support/http.js';
import { onEveryBroker } from '../support/services/on-every-broker.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const patience = { timeout: 30_000, interval: 100 };
const png = await sharp({ create: { width: 28, height: 28, channels: 3, background: '#a52' } })
  .png()
  .toBuffer();

/** A running service, and what these cases ask of it. */
async function start(settings: Record<string, string>, onEnd?: ReturnType<typeof onSuiteFinished>) {
  const { url, app, close } = await startTestApplication(settings, onEnd);
  const { topics } = readConfig(settings).transport;
  const get = async <Body>(path: string) => (await call<Body>(url + path)).body;
  const post = <Body>(path: string, body: object) =>
    call<Body>(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    topics,
    get,
    post,
    close,
    publish: (messages: readonly BrokerMessage[], broker?: string) => {
      const brokers = app.get<Brokers>(BROKERS);
      return (broker === undefined ? [...brokers.values()][0] : brokers.get(broker))!.publish(messages);
    },
    predictions: (filter: Record<string, string>) =>
      get<StoredPrediction[]>(`/predictions?${new URLSearchParams(filter)}`),
    until: (expected: Partial<Ledger>) =>
      expect.poll(() => get<Ledger>('/ledger'), patience).toMatchObject(expected),
  };
}

onEveryBroker((name, server) => {
  describe(`whose image it is, on ${name}`, () => {
    const onEnd = onSuiteFinished();
    let service: Awaited<ReturnType<typeof start>>;
    let images: string;

    const prefix = name === 'pubsub' ? 'ce-' : 'ce_';
    const event = (source: string, id: string, value: Uint8Array = png): BrokerMessage => {
      const attributes = { specversion: '1.0', type: 'picture', source, id };
      const headers = Object.entries(attributes).map(([attribute, text]) => [prefix + attribute, text]);
      return {
        topic: images,
        key: 'camera-7',
        partitionKey: 'camera-7',
        value,
        headers: Object.fromEntries(headers),
      };
    };
    const bare = (count: number): BrokerMessage[] =>
      Array.from({ length: count }, () => ({
        topic: images,
        key: 'camera-7',
        partitionKey: 'camera-7',
        value: png,
        headers: {},
      }));
    const label = (id: string, given: object, imageSource?: string) => {
      const query = imageSource === undefined ? '' : `?${new URLSearchParams({ imageSource })}`;
      return service.post<ImageTruth>(`/predictions/${encodeURIComponent(id)}/label${query}`, given);
    };

    beforeAll(async () => {
      service = await start({ ...(await ownSettings(onEnd)), BROKERS: name, ...server }, onEnd);
      images = service.topics.images;
    });

    it('twenty bare pictures with one key are twenty images; the key finds them', async () => {
      await service.publish(bare(20));
      await service.until({ accepted: 20, predicted: 20, repeats: 0 });
      const found = await service.predictions({ imageKey: 'camera-7' });
      expect(new Set(found.map(({ imageId }) => imageId)).size).toBe(20);
      expect(found[0]).toMatchObject({ imageSource: `/${name}/${images}`, imageKey: 'camera-7' });
      expect(found[0]?.imageId).toBe(`${found[0]?.imageSource} ${found[0]?.imageEventId}`);
    });

    it('equal ids of two sources are two images, and the same event three times is one with two repeats', async () => {
      await service.publish([event('/shop/a', '7'), event('/shop/b', '7')]);
      await service.publish([event('/shop/c', 'thrice')]);
      await service.publish([event('/shop/c', 'thrice'), event('/shop/c', 'thrice')]);
      await service.until({ accepted: 23, predicted: 23, repeats: 2 });
      expect((await service.predictions({ imageSource: '/shop/b' })).map(({ imageId }) => imageId)).toEqual([
        '/shop/b 7',
      ]);
    });

    it('a label finds an image by its name, by source and id, and by an id that one image has', async () => {
      expect((await label('/shop/a 7', { label: 1 })).status).toBe(200);
      expect(await service.get('/requests/thrice')).toMatchObject({
        requestId: '/shop/c thrice',
        predicted: 1,
      });
      expect(await service.get('/requests/7')).toMatchObject({ code: 'AMBIGUOUS_IMAGE' });
      expect((await label('thrice', { label: 2 })).body).toMatchObject({ imageId: '/shop/c thrice' });
      const { status, body } = await label('7', { label: 3 });
      expect([status, body]).toMatchObject([
        409,
        { code: 'AMBIGUOUS_IMAGE', sources: ['/shop/a', '/shop/b'] },
      ]);
      expect((await label('7', { label: 3 }, '/shop/b')).body).toMatchObject({ imageId: '/shop/b 7' });
      const given = { imageId: 'early', imageSource: '/shop/a', label: 4 };
      const alone = { imageId: 'early alone', label: 5 };
      const labels = [given, alone].map((data) => ({
        topic: service.topics.labels,
        value: Buffer.from(JSON.stringify(data)),
        headers: {},
      }));
      await service.publish(labels);
      await expect
        .poll(
          async () => (await service.get<ImageTruth>('/predictions/early%20alone/labels')).history,
          patience,
        )
        .toHaveLength(1);
      await service.publish([
        event('/shop/a', 'early'),
        event('/shop/b', 'early'),
        event('/shop/b', 'early alone'),
      ]);
      await service.until({ predicted: 26 });
      const truth = (id: string) => service.get<ImageTruth>(`/predictions/${encodeURIComponent(id)}/labels`);
      await expect.poll(() => truth('/shop/b early alone'), patience).toMatchObject({ trueLabel: 'Sandal' });
      expect(await truth('/shop/a early')).toMatchObject({ trueLabel: 'Coat' });
      expect(await truth('/shop/b early')).toMatchObject({ trueLabel: null });
    });

    it('a dead letter is found and replayed by source and id; an id of several images is refused', async () => {
      const broken = Buffer.from('no picture');
      await service.publish([event('/shop/a', 'dead', broken), event('/shop/b', 'dead', broken)]);
      await service.until({ dead: 2 });
      const replay = (order: object) =>
        service.post<{ replayed: number; code?: string }>('/dead-letters/replay', { dryRun: true, ...order });
      expect((await replay({ image: 'dead' })).body.code).toBe('AMBIGUOUS_IMAGE');
      expect((await replay({ image: 'dead', imageSource: '/shop/a' })).body.replayed).toBe(1);
      expect((await replay({ image: '/shop/b dead' })).body.replayed).toBe(1);
      expect((await replay({ imageSource: '/shop/a' })).body.replayed).toBe(1);
      expect((await replay({ image: 'dead', imageSource: '/shop/a', dryRun: false })).body.replayed).toBe(1);
      await service.until({ dead: 2, inFlight: 0 });
      const letters = await service.get<{ replays: number }[]>(
        '/dead-letters?image=dead&imageSource=/shop/a',
      );
      expect(letters.map(({ replays }) => replays).toSorted()).toEqual([1, 1]);
    });

    it('lists who sent images without a request', async () => {
      const sources = await service.get<ListedSource[]>('/sources');
      const counts = Object.fromEntries(
        sources.map(({ source, predicted, dead }) => [source, [predicted, dead]]),
      );
      expect(counts).toEqual({
        [`/${name}/${images}`]: [20, 0],
        '/shop/a': [2, 1],
        '/shop/b': [3, 1],
        '/shop/c': [1, 0],
      });
    });

    it('a place in a topic that was made again is another image', async () => {
      const settings = { ...(await ownSettings()), BROKERS: name, ...server };
      for (const life of [1, 2]) {
        const again = await start(settings);
        await again.publish([{ topic: again.topics.images, value: png, headers: {} }]);
        await again.until({ accepted: life, predicted: life, repeats: 0 });
        await again.close();
        const config = readConfig(settings);
        const broker = await openDriver(name, config.drivers[name] as object);
        await broker.connect();
        await broker.admin.deleteTopic(config.transport.topics.images);
        await broker.close();
      }
    });

    it.skipIf(name === 'pubsub')('equal keys are one image where KEYS_ARE_UNIQUE says so', async () => {
      const unique = await start({
        ...(await ownSettings()),
        BROKERS: name,
        ...server,
        KEYS_ARE_UNIQUE: 'true',
      });
      const message = { topic: unique.topics.images, key: 'scan-7', value: png, headers: {} };
      await unique.publish([message, { ...message, key: 'scan-8' }]);
      await unique.publish([message]);
      await unique.until({ accepted: 2, predicted: 2, repeats: 1 });
      const named = `/${name}/${unique.topics.images} scan-7`;
      expect(await unique.get(`/predictions/scan-7/labels`)).toMatchObject({ imageId: named });
    });
  });
});

withServer('Kafka', inject('kafka'), ({ brokers }) => {
  it('the same place on two brokers is two images', async () => {
    const settings = {
      ...(await ownSettings()),
      BROKERS: 'embedded,kafka',
      KAFKA_BROKERS: brokers.join(','),
    };
    const service = await start(settings);
    const message = { topic: service.topics.images, key: 'same', value: png, headers: {} };
    for (const broker of ['embedded', 'kafka']) await service.publish([message], broker);
    await service.until({ accepted: 2, predicted: 2, repeats: 0 });
  });
});
