import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { received } from '../support/received.js';
import { onSuiteFinished, temporaryFolder } from '../support/temporary-folder.js';
import { eventWith, fetcherWith } from './fetching.js';

const onEnd = onSuiteFinished();
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);
const refused = expect.objectContaining({
  code: expect.stringMatching(/^(BAD_MESSAGE|REFERENCE_REFUSED)$/) as string,
}) as Error;

let fetcher: ReturnType<typeof fetcherWith>;
let folder: string;

beforeAll(async () => {
  folder = join(await temporaryFolder(onEnd), 'pictures');
  await mkdir(`${folder}-of-others`);
  await mkdir(join(folder, 'sub'), { recursive: true });
  await writeFile(join(folder, 'own.png'), png);
  await writeFile(join(`${folder}-of-others`, 'secret.png'), png);
  await symlink(join(`${folder}-of-others`, 'secret.png'), join(folder, 'link.png'));
  await symlink(`${folder}-of-others`, join(folder, 'folder'));
  await symlink('/dev/zero', join(folder, 'zero.png'));
  await symlink('/proc/self/environ', join(folder, 'environ.png'));
  execFileSync('mkfifo', [join(folder, 'pipe.png')]);
  // A store that is asked would not answer, which is another failure.
  const nobody = 'http://127.0.0.1:1';
  fetcher = fetcherWith(
    {
      FETCH_BUCKETS: 'gs://shots,s3://pictures',
      FETCH_FILES: folder,
      AWS_ENDPOINT_URL_S3: nobody,
      STORAGE_EMULATOR_HOST: nobody,
    },
    onEnd,
  );
});

const expectRefused = (work: () => Promise<unknown>) => expect(work()).rejects.toThrow(refused);

it('fetches what is allowed: the cases below fail for the reason that they name', async () => {
  expect(await fetcher.fetch(`file://${folder}/own.png`)).toEqual(png);
});

describe('a bucket', () => {
  it.each([
    'gs://other/a.png',
    'gs://pictures/a.png',
    's3://shots/a.png',
    's3://pictures-of-others/a.png',
    's3://PICTURES/a.png',
    's3://pictures/../other/a.png',
    's3://pictures/%2e%2e/other/a.png',
    's3://pictures/a/..%2f..%2fother/a.png',
    's3://pictures@other/a.png',
    's3://pictures.other.test/a.png',
    'gs://shots%2Fother/a.png',
    'gs://shots/..',
  ])('that is not listed is not asked: %s', async (dataref) => {
    await expectRefused(() => fetcher.fetch(dataref));
  });

  it.each(['other', 'shots/o/private', 'shots?x', 'shots#', '../other', 'shots%2Fx'])(
    'of a forged notification is not asked: %s',
    async (bucketId) => {
      const headers = { eventType: 'OBJECT_FINALIZE', bucketId, objectId: 'a.png', objectGeneration: '1' };
      await expectRefused(() => fetcher.fetchFrom(received({ headers, value: null })));
      const Records = [
        { eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucketId }, object: { key: 'a' } } },
      ];
      const value = Buffer.from(JSON.stringify({ Records }));
      await expectRefused(() => fetcher.fetchFrom(received({ headers: {}, value })));
    },
  );

  it('is not asked with headers that the sender has smuggled in', async () => {
    const etag = '"x"\r\nx-amz-copy-source: /other/secret';
    await expectRefused(() => fetcher.fetchFrom(eventWith('s3://pictures/a.png', { datarefetag: etag })));
  });
});

describe('a file', () => {
  it.each([
    'file:///etc/passwd',
    'file://FOLDER/../pictures-of-others/secret.png',
    'file://FOLDER/%2e%2e/pictures-of-others/secret.png',
    'file://FOLDER-of-others/secret.png',
    'file://FOLDER/link.png',
    'file://FOLDER/folder/secret.png',
    'file://FOLDER/sub/..%2F..%2Fpictures-of-others/secret.png',
    'file://FOLDER/zero.png',
    'file://FOLDER/environ.png',
    'file://FOLDER/pipe.png',
    'file://FOLDER/sub',
    'file://FOLDER',
    'file://FOLDER/',
    'file://localhost@otherFOLDER/own.png',
    'file://images.testFOLDER/own.png',
  ])('outside of the folder, or that is no plain one, is not read: %s', async (text) => {
    await expectRefused(() => fetcher.fetch(text.replace('FOLDER', folder)));
  });
});

it('fetches nothing at all without settings', async () => {
  const bare = fetcherWith({}, onEnd);
  const own = `file://${folder}/own.png`;
  for (const dataref of ['https://images.test/a', 'gs://shots/a', 's3://pictures/a', own]) {
    await expectRefused(() => bare.fetch(dataref));
  }
});
