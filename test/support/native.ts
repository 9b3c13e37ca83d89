import type { BackendChoice } from '../../src/serving/models/backends/open-backends.js';
import { loadTfjs } from '../../src/serving/models/tfjs.js';

/** Where the native library is not set up: what the names of the cases that are skipped for it end with. Else empty. */
export const noNative = await loadTfjs('node').then(
  () => '',
  () => ' (needs the native library)',
);

/** The same for a case on one backend. */
export const noBackend = (backend: BackendChoice): string =>
  backend === 'savedmodel' || backend === 'layers' ? noNative : '';
