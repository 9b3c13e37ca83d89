import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { errorText } from '../../src/foundation/errors/app.error.js';
import {
  type ObjectStore,
  s3Credentials,
  startCloudStorage,
  startS3,
} from '../support/services/object-stores.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished } from '../support/temporary-folder.js';
import { eventWith, fetcherWith } from './fetching.js';

const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  Buffer.alloc(5_000),
]);
const failure = (code: string, kind: string) => expect.objectContaining({ code, kind }) as Error;
const stores = { 'Cloud Storage': startCloudStorage, S3: startS3 };

withServer('object stores', inject('objectStores'), (programs) => {
  describe.each(Object.entries(stores))('pictures in %s', (_, start) => {
    const onEnd = onSuiteFinished();
    let store: ObjectStore;
    let fetching: ReturnType<typeof fetcherWith>;

    beforeAll(async () => {
      vi.stubEnv('AWS_ACCESS_KEY_ID', s3Credentials.accessKeyId);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', s3Credentials.secretAccessKey);
      store = await start(programs, onEnd);
      fetching = fetcherWith({ ...store.settings, MAX_IMAGE_BYTES: '100000' }, onEnd);
    });

    it.each(['a.png', 'folder/Größe 1#?%+&.png', '../..'.replaceAll('.', 'x')])(
      'are read: %s',
      async (name) => {
        const { dataref, etag = '' } = await store.put(name, png);
        expect(await fetching.fetch(dataref)).toEqual(png);
        expect(await fetching.fetchFrom(eventWith(dataref, etag ? { datarefetag: etag } : {}))).toEqual(png);
      },
    );

    it('are gone when they were deleted', async () => {
      const { dataref } = await store.put('deleted.png', png);
      await store.remove('deleted.png');
      await expect(fetching.fetch(dataref)).rejects.toThrow(failure('PICTURE_GONE', 'invalid'));
    });

    it('are gone when others have taken their place', async () => {
      const { dataref, etag = '' } = await store.put('changed.png', png);
      await store.put('changed.png', Buffer.concat([png, Buffer.of(1)]));
      const message = eventWith(dataref, etag ? { datarefetag: etag } : {});
      await expect(fetching.fetchFrom(message)).rejects.toThrow(failure('PICTURE_GONE', 'invalid'));
    });

    it('are refused when they are too large', async () => {
      const { dataref } = await store.put('large.png', Buffer.concat([png, Buffer.alloc(200_000)]));
      await expect(fetching.fetch(dataref)).rejects.toThrow(failure('MESSAGE_TOO_LARGE', 'invalid'));
    });

    it('are held while the bucket is missing, which is no fault of theirs', async () => {
      const FETCH_BUCKETS = `${store.scheme}://missing`;
      const other = fetcherWith({ ...store.settings, FETCH_BUCKETS }, onEnd);
      await expect(other.fetch(`${FETCH_BUCKETS}/a.png`)).rejects.toThrow(
        failure('STORAGE_UNAVAILABLE', 'unavailable'),
      );
    });

    it('are held while the store is away, and read once it is back', async () => {
      const { dataref } = await store.put('later.png', png);
      await store.stop();
      const away = await fetching.fetch(dataref).catch((error: unknown) => error);
      expect(away).toEqual(failure('STORAGE_UNAVAILABLE', 'unavailable'));
      expect(errorText(away)).toMatch(new RegExp(`^${store.scheme}://shots/later.png.*ECONNREFUSED`));
      await store.start();
      expect(await fetching.fetch(dataref)).toEqual(png);
    });
  });

  describe('pictures in S3 with credentials that the store does not take', () => {
    const onEnd = onSuiteFinished();
    it.each([
      ['a wrong secret', s3Credentials.accessKeyId, 'wrong'],
      ['an unknown key', 'nobody', 'wrong'],
    ])('are held, and say so: %s', async (_, key, secret) => {
      const store = await startS3(programs, onEnd);
      const { dataref } = await store.put('a.png', png);
      vi.stubEnv('AWS_ACCESS_KEY_ID', key);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
      const { fetch, fetcher } = fetcherWith(store.settings, onEnd);
      await expect(fetch(dataref)).rejects.toThrow(failure('STORAGE_REFUSED', 'unavailable'));
      expect(fetcher.doors[0]?.trouble?.message).toMatch(
        /SignatureDoesNotMatch|InvalidAccessKeyId|XAdminUserNotFound/,
      );
      vi.unstubAllEnvs();
    });

    it.each([
      [403, 'STORAGE_REFUSED'],
      [503, 'STORAGE_UNAVAILABLE'],
    ])('are held where a proxy answers %i in its own words', async (status, code) => {
      const proxy = createServer((_, response) => response.writeHead(status).end('<html>no</html>'));
      await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
      onEnd(async () => void proxy.close());
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'any');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
      const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const { fetch } = fetcherWith({ FETCH_BUCKETS: 's3://shots', AWS_ENDPOINT_URL_S3: url }, onEnd);
      await expect(fetch('s3://shots/a.png')).rejects.toThrow(failure(code, 'unavailable'));
      vi.unstubAllEnvs();
    });

    it('are held where there are none', async () => {
      for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
      const { fetch } = fetcherWith(
        { FETCH_BUCKETS: 's3://shots', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
        onEnd,
      );
      await expect(fetch('s3://shots/a.png')).rejects.toThrow(failure('STORAGE_REFUSED', 'unavailable'));
      vi.unstubAllEnvs();
    });
  });
});
