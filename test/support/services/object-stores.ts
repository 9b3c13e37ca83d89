import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Storage } from '@google-cloud/storage';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, type OnEnd } from '../temporary-folder.js';
import { goProgram } from './go-program.js';
import { freePort, type ServerProcess, startServer } from './server-process.js';

/** A store of objects on this machine with one bucket. Its data outlives `stop`, for a `start` on the same port. */
export interface ObjectStore {
  readonly scheme: 'gs' | 's3';
  readonly bucket: string;
  /** With which a service finds it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Writes an object. @returns its reference, with its generation where it has one, and its ETag. */
  put(name: string, bytes: Uint8Array): Promise<{ readonly dataref: string; readonly etag?: string }>;
  remove(name: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The programs of both stores. */
export interface StorePrograms {
  readonly cloudStorage: string;
  readonly s3: string;
}

/**
 * fake-gcs-server speaks Cloud Storage, Versity's gateway S3. `SEAMLINE_FAKE_GCS_SERVER` and `SEAMLINE_VERSITYGW` name
 * them; else Go builds them once, which takes two minutes.
 */
export async function findStorePrograms(env: NodeJS.ProcessEnv = process.env): Promise<StorePrograms> {
  const gateway = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
  const server = 'github.com/fsouza/fake-gcs-server@v1.56.1';
  // One after the other: each build takes all processors and much memory.
  const s3 = env['SEAMLINE_VERSITYGW'] ?? (await goProgram('versitygw', gateway));
  const cloudStorage = env['SEAMLINE_FAKE_GCS_SERVER'] ?? (await goProgram('fake-gcs-server', server));
  return { cloudStorage, s3 };
}

export type StartStore = (
  programs: StorePrograms,
  onEnd: OnEnd,
  notifying?: Notifying,
) => Promise<ObjectStore>;

/** Where a store sends its notifications. */
export interface Notifying {
  readonly topic: string;
  readonly kafka?: string;
  readonly pubsub?: string;
}

const bucket = 'shots';

/** Cloud Storage. */
export const startCloudStorage: StartStore = async ({ cloudStorage: program }, onEnd, notifying) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const root = join(await temporaryFolder(onEnd), 'objects');
  const events = notifying
    ? [
        `-event.pubsub-project-id=${projectId}`,
        `-event.pubsub-topic=${notifying.topic}`,
        '-event.list=finalize,delete',
      ]
    : [];
  const where = [
    '-scheme=http',
    '-host=127.0.0.1',
    `-port=${port}`,
    `-external-url=${url}`,
    '-log-level=error',
  ];
  const environment = notifying?.pubsub ? ['env', `PUBSUB_EMULATOR_HOST=${notifying.pubsub}`] : [];
  const command = [...environment, program, `-filesystem-root=${root}`, ...where, ...events];
  const server = await restartable(() => startServer(command, port), onEnd);
  const storage = new Storage({ apiEndpoint: url, projectId });
  await storage.createBucket(bucket);
  return {
    ...server,
    scheme: 'gs',
    bucket,
    settings: { STORAGE_EMULATOR_HOST: url, FETCH_BUCKETS: `gs://${bucket}` },
    put: async (name, bytes) => {
      const file = storage.bucket(bucket).file(name);
      await file.save(Buffer.from(bytes), { resumable: false });
      return { dataref: `gs://${bucket}/${encodeURIComponent(name)}#${file.metadata.generation}` };
    },
    remove: async (name) => void (await storage.bucket(bucket).file(name).delete()),
  };
};

/** The project of the tests' topics on Pub/Sub. */
const projectId = 'seamline';
export const s3Credentials = { accessKeyId: 'seamline', secretAccessKey: 'seamline-test-secret' };

/** S3. */
export const startS3: StartStore = async ({ s3: program }, onEnd, notifying) => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = await temporaryFolder(onEnd);
  const [data, sidecar] = [join(folder, 'objects'), join(folder, 'sidecar')];
  await Promise.all([data, sidecar].map((path) => mkdir(path)));
  const { accessKeyId, secretAccessKey } = s3Credentials;
  const account = ['--access', accessKeyId, '--secret', secretAccessKey];
  const events = notifying?.kafka
    ? [
        '--event-kafka-url',
        notifying.kafka,
        '--event-kafka-topic',
        notifying.topic,
        '--event-kafka-key',
        'shots',
      ]
    : [];
  const where = ['--port', `127.0.0.1:${port}`, '--quiet', '--keep-alive'];
  const command = [program, ...account, ...where, ...events, 'posix', '--sidecar', sidecar, data];
  const server = await restartable(() => startServer(command, port), onEnd);
  const client = new S3Client({
    endpoint: url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: s3Credentials,
  });
  onEnd(async () => client.destroy());
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    ...server,
    scheme: 's3',
    bucket,
    settings: { AWS_ENDPOINT_URL_S3: url, FETCH_BUCKETS: `s3://${bucket}` },
    put: async (name, bytes) => {
      const { ETag: etag = '' } = await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: name, Body: bytes, ContentLength: bytes.length }),
      );
      return { dataref: `s3://${bucket}/${encodeURIComponent(name)}`, etag: etag.replaceAll('"', '') };
    },
    remove: async (name) => void (await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }))),
  };
};

async function restartable(begin: () => Promise<ServerProcess>, onEnd: OnEnd) {
  let running: ServerProcess | undefined = await begin();
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  onEnd(stop);
  return {
    stop,
    start: async () => {
      running = await begin();
    },
  };
}
