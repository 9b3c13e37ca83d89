import { Session } from 'node:inspector/promises';

/** Collects the whole heap of this thread: what is still in use lies in the old generation afterwards. */
export async function collectGarbage(): Promise<void> {
  const inspector = new Session();
  inspector.connect();
  await inspector.post('HeapProfiler.collectGarbage');
  inspector.disconnect();
}
