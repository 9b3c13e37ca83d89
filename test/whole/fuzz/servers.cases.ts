import { beforeAll, describe } from 'vitest';
import {
  onSuiteFinished,
  ownSettings,
  startTestApplication,
  type TestApplication,
} from '../../support/test-application.js';
import { survivesCalls } from './grpc.cases.js';
import { survivesRequests } from './http.cases.js';

/** Sends so many requests over HTTP, and so many calls over gRPC, that are wrong in some way, to one service. */
export function surviveWhateverComes(count: number): void {
  describe('Sent whatever a socket can carry,', () => {
    const onEnd = onSuiteFinished();
    let running: TestApplication;

    beforeAll(async () => {
      const limits = { MAX_RANGE: '20', MAX_BODY_BYTES: '2000000' };
      const settings = { MODELS: 'fashion-mnist@1', GRPC_PORT: '0', ...limits };
      running = await startTestApplication({ ...(await ownSettings(onEnd)), ...settings }, onEnd);
    }, 60_000);

    survivesRequests(() => running, count);
    survivesCalls(() => running, onEnd, count);
  });
}
