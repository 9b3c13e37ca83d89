import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Ledger } from '../../src/outcomes/ledger/ledger.js';
import { call } from '../support/http.js';
import type { StorePrograms } from '../support/services/object-stores.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished } from '../support/test-application.js';
import { type NotifiedService, notifiedService, type NotifyingBroker } from './notified-service.js';

/** A photograph that does not fit into a message of Kafka's usual size. */
async function largePicture(): Promise<Buffer> {
  const [width, height] = [1_600, 1_200];
  const raw = { width, height, channels: 3 } as const;
  return sharp(randomBytes(width * height * 3), { raw })
    .jpeg({ quality: 90 })
    .toBuffer();
}

function cases(scheme: 'gs' | 's3', programs: StorePrograms, broker: NotifyingBroker): void {
  describe(`large pictures that Seamline publishes through a bucket of ${scheme}`, () => {
    const onEnd = onSuiteFinished();
    let service: NotifiedService;
    let url: string;
    beforeAll(async () => {
      service = await notifiedService(programs, broker, onEnd, {
        CLAIM_CHECK_BUCKET: `${scheme}://shots`,
        FETCH_BUCKETS: '',
      });
      ({ url } = await service.start());
    }, 60_000);

    const upload = async (pictures: readonly Uint8Array[]) => {
      const form = new FormData();
      for (const [at, bytes] of pictures.entries())
        form.append('files', new Blob([bytes.slice()]), `${at}.jpg`);
      return call<{ requestId: string; code?: string; notSent?: number }>(`${url}/images?wait=30`, {
        method: 'POST',
        body: form,
      });
    };
    const ledger = async () => (await call<Ledger>(`${url}/ledger`)).body;
    /** Those of our own events; the bucket reports the same objects. */
    const events = () => service.messages.filter(({ headers }) => 'content-type' in headers);

    it('are events of at most 1.5 kB, and predicted like small ones, which travel as they are', async () => {
      const small = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#a52' } })
        .jpeg()
        .toBuffer();
      const { status, body } = await upload([await largePicture(), small]);
      expect(status).toBe(200);
      const predictions = await call<{ imageId: string }[]>(`${url}/requests/${body.requestId}/predictions`);
      expect(predictions.body.map(({ imageId }) => imageId).toSorted()).toEqual(
        [0, 1].map((at) => `${body.requestId}/${at}`),
      );
      await expect.poll(events).toHaveLength(2);
      const [large, inside] = events().toSorted(
        (one, other) => (one.value?.length ?? 0) - (other.value?.length ?? 0),
      );
      const bytes = Object.entries(large!.headers).map(([name, value]) => name.length + String(value).length);
      expect(bytes.reduce((sum, each) => sum + each, large!.value?.length ?? 0)).toBeLessThan(1_500);
      expect(inside!.value).toHaveLength(small.length);
    });

    it('are refused while the bucket is away: none was sent', async () => {
      await service.store.stop();
      const { status, body } = await upload([await largePicture()]);
      expect({ status, code: body.code, notSent: body.notSent }).toEqual({
        status: 503,
        code: 'STORAGE_UNAVAILABLE',
        notSent: 1,
      });
      // The bucket's own report of the picture before may still come in: it is no event of ours.
      expect(events()).toHaveLength(2);
      expect(await ledger()).toMatchObject({ pending: 0, unknown: 0 });
      await service.store.start();
    });
  });
}

withServer('object stores', inject('objectStores'), (programs) => {
  withServer('Kafka', inject('kafka'), ({ brokers: [kafka = ''] }) => cases('s3', programs, { kafka }));
  withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost: pubsub }) => cases('gs', programs, { pubsub }));
});
