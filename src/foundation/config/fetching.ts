import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { errorText } from '../errors/app.error.js';
import type { Environment } from './environment.js';

type Given = Pick<
  Environment,
  | 'FETCH_HOSTS'
  | 'FETCH_PRIVATE'
  | 'FETCH_CA'
  | 'FETCH_BUCKETS'
  | 'FETCH_FILES'
  | 'CLAIM_CHECK_BUCKET'
  | 'CLAIM_CHECK_BYTES'
  | 'FETCH_AT_ONCE'
  | 'FETCH_TIMEOUT_MS'
  | 'AWS_ENDPOINT_URL_S3'
  | 'AWS_REGION'
  | 'STORAGE_EMULATOR_HOST'
>;

/** What is wrong with the files of these settings. */
export function fetchingMistakes({ FETCH_CA: file }: Readonly<Record<string, string | undefined>>): string[] {
  if (file === undefined) return [];
  try {
    createSecureContext({ ca: readFileSync(file) });
    return [];
  } catch (error) {
    return [`FETCH_CA=${JSON.stringify(file)}: must be a file of certificates: ${errorText(error)}`];
  }
}

/** Which pictures of which stores may be fetched; without any setting none. */
export function fetchingOf(env: Given) {
  return {
    /** `host`, `host:port`, or `*.host` for all names below it. */
    hosts: env.FETCH_HOSTS ?? [],
    /** Networks that may be reached although they are not public. */
    privateNetworks: env.FETCH_PRIVATE ?? [],
    /** Certificates of further authorities, PEM. */
    ca: env.FETCH_CA === undefined ? undefined : readFileSync(env.FETCH_CA, 'utf8'),
    /** `gs://bucket` or `s3://bucket`; what is written may be read. */
    buckets: [...(env.FETCH_BUCKETS ?? []), ...(env.CLAIM_CHECK_BUCKET ? [env.CLAIM_CHECK_BUCKET] : [])],
    claimCheck: claimCheckOf(env),
    /** The folder below which files may be read. */
    folder: env.FETCH_FILES === undefined ? undefined : resolve(env.FETCH_FILES),
    /** Pictures of one host or bucket that may be in memory at once. */
    atOnce: env.FETCH_AT_ONCE,
    timeoutMs: env.FETCH_TIMEOUT_MS,
    /** Undefined: Amazon's own. */
    s3Endpoint: env.AWS_ENDPOINT_URL_S3,
    /** Undefined: as Amazon's libraries find it. */
    s3Region: env.AWS_REGION,
    /** Undefined: Google's own. */
    cloudStorageEndpoint: env.STORAGE_EMULATOR_HOST,
  };
}

/** Where pictures of more than `fromBytes` are published to; undefined: in their events. */
function claimCheckOf({ CLAIM_CHECK_BUCKET: name, CLAIM_CHECK_BYTES: fromBytes }: Given) {
  if (name === undefined) return undefined;
  const [scheme, bucket] = name.split('://') as ['gs' | 's3', string];
  return { scheme, bucket, fromBytes };
}
