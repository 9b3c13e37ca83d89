import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Ledger } from '../../src/outcomes/ledger/ledger.js';
import type { StoredPrediction } from '../../src/outcomes/results/prediction.schema.js';
import { call } from '../support/http.js';
import type { StorePrograms } from '../support/services/object-stores.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished } from '../support/test-application.js';
import {
  type NotifiedService,
  notifiedService,
  type NotifyingBroker,
  photographs,
} from './notified-service.js';

export interface Load {
  readonly photographs: number;
  /** Their sizes, one after the other. */
  readonly megapixels: readonly number[];
  /** Fewer than the photographs where they come faster than thumbnails are drawn. */
  readonly leastThumbnails: number;
  readonly deleted: number;
  /** Milliseconds. */
  readonly awayMs: number;
  readonly timeoutMs: number;
}

/** Uploads that a bucket reports itself, of Cloud Storage through Pub/Sub and of S3 through Kafka. */
export function notificationCases(load: Load): void {
  withServer('object stores', inject('objectStores'), (programs) => {
    withServer('Kafka', inject('kafka'), ({ brokers: [kafka = ''] }) =>
      cases('s3', programs, { kafka }, load),
    );
    withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost: pubsub }) =>
      cases('gs', programs, { pubsub }, load),
    );
  });
}

function cases(scheme: 'gs' | 's3', programs: StorePrograms, broker: NotifyingBroker, load: Load): void {
  describe(`a bucket of ${scheme} that reports its uploads`, () => {
    const onEnd = onSuiteFinished();
    let service: NotifiedService;
    let url: string;
    let close: () => Promise<void>;
    let pictures: readonly Buffer[];

    beforeAll(async () => {
      pictures = await photographs(load.photographs, load.megapixels);
      service = await notifiedService(programs, broker, onEnd);
      ({ url, close } = await service.start());
    }, load.timeoutMs);

    const get = async <Body>(path: string) => (await call<Body>(url + path)).body;
    const until = (counts: Partial<Ledger>) =>
      expect
        .poll(() => get<Ledger>('/ledger'), { timeout: load.timeoutMs, interval: 100 })
        .toMatchObject(counts);
    const upload = async (folder: string, count = load.photographs) => {
      const names = Array.from({ length: count }, (_, at) => `${folder}/photo-${at}.jpg`);
      for (const [at, name] of names.entries()) await service.store.put(name, pictures[at] as Buffer);
      return names;
    };
    const predictions = () => get<StoredPrediction[]>('/predictions?limit=1000');
    const objectOf = ({ imageEventId = '' }: { imageEventId?: string | undefined }) =>
      imageEventId.replace(/#\w+$/, '');

    it('has a prediction and a thumbnail for each photograph', { timeout: load.timeoutMs }, async () => {
      const names = await upload('first');
      await until({ predicted: load.photographs, dead: 0 });
      const stored = await predictions();
      expect(stored.map(objectOf).toSorted()).toEqual(names.toSorted());
      expect(new Set(stored.map(({ imageSource }) => imageSource))).toEqual(new Set([`${scheme}://shots`]));
      const isKept = ({ imageId }: StoredPrediction) =>
        fetch(`${url}/images/${encodeURIComponent(imageId)}`).then(({ ok }) => ok);
      const kept = async () => (await Promise.all(stored.map(isKept))).filter(Boolean).length;
      await expect.poll(kept, { timeout: 10_000 }).toBeGreaterThanOrEqual(load.leastThumbnails);
    });

    it(
      'holds them while the store is away, and has a letter for what is gone',
      { timeout: load.timeoutMs },
      async () => {
        await close();
        const names = await upload('second');
        for (const name of names.slice(0, load.deleted)) await service.store.remove(name);
        // The store sends its notifications after it has answered, and forgets those that were not sent.
        const sent = 2 * load.photographs + load.deleted;
        await expect.poll(() => service.messages.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(sent);
        await service.store.stop();
        ({ url, close } = await service.start());
        const store = `storage ${scheme}://shots`;
        const partOf = async () =>
          (await get<{ info: Record<string, { state: string }> }>('/health/ready')).info[store];
        await expect.poll(partOf, { timeout: 30_000 }).toMatchObject({ state: 'away', status: 'up' });
        await pause(load.awayMs);
        await until({ predicted: load.photographs, dead: 0 });
        await service.store.start();
        await until({ predicted: 2 * load.photographs - load.deleted, dead: load.deleted });
        const letters = await get<{ code: string; imageEventId?: string }[]>('/dead-letters?limit=1000');
        expect(letters.map(({ code }) => code)).toEqual(
          Array.from({ length: load.deleted }, () => 'PICTURE_GONE'),
        );
        await expect.poll(partOf, { timeout: 30_000 }).toMatchObject({ state: 'reachable' });
      },
    );

    it('has one outcome of each when every message comes twice', { timeout: load.timeoutMs }, async () => {
      const before = await get<Ledger>('/ledger');
      await service.repeat();
      const repeats = () => get<Ledger>('/ledger').then((ledger) => ledger.repeats);
      const least = 2 * load.photographs - load.deleted;
      await expect.poll(repeats, { timeout: load.timeoutMs }).toBeGreaterThanOrEqual(least);
      const { predicted, dead } = await get<Ledger>('/ledger');
      expect({ predicted, dead }).toEqual({ predicted: before.predicted, dead: before.dead });
    });
  });
}
