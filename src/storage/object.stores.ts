import type { FetchingConfig } from '../foundation/config/config.js';
import { errorText, UnavailableError } from '../foundation/errors/app.error.js';
import type { ObjectPlace } from '../events/picture-reference.js';
import type { ObjectStore } from './store.js';

type Endpoints = Pick<FetchingConfig, 'cloudStorageEndpoint' | 's3Endpoint' | 's3Region'>;

/**
 * Opens the store of a scheme. Its library is loaded here, at the first picture that needs it.
 *
 * @throws UnavailableError `STORAGE_UNAVAILABLE` when the library cannot be loaded.
 */
export async function openObjectStore(
  scheme: ObjectPlace['scheme'],
  { cloudStorageEndpoint, s3Endpoint, s3Region }: Endpoints,
): Promise<ObjectStore> {
  try {
    if (scheme === 'gs') {
      const { CloudStorage } = await import('./cloud-storage.store.js');
      return new CloudStorage(cloudStorageEndpoint);
    }
    const { S3Store } = await import('./s3.store.js');
    return new S3Store(s3Endpoint, s3Region);
  } catch (cause) {
    const text = `the library of ${scheme}:// cannot be used: ${errorText(cause)}`;
    throw new UnavailableError('STORAGE_UNAVAILABLE', text, { cause });
  }
}
