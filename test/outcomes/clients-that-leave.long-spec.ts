import { expect, inject, it } from 'vitest';
import { OpenAnswers } from '../../src/foundation/answers/open-answers.js';
import { push } from '../support/http.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { longEndpoints, none, sendAndReset } from './results/leaving-clients.js';

withServer('PostgreSQL', inject('postgres'), (server) => {
  it('counts no answer any more after 2,000 clients that left, on each endpoint that may take long', async () => {
    const { url: DATABASE_URL } = await createDatabase(server.url);
    const { url, app } = await startTestApplication({ ...(await ownSettings()), ROLES: 'api', DATABASE_URL });
    const { requestId } = await push(url, 'push-to-consumer', 0, 1);
    for (const path of longEndpoints(requestId)) {
      await sendAndReset(url, path, 2_000);
      await expect.poll(() => app.get(OpenAnswers).counts, { message: path, timeout: 60_000 }).toEqual(none);
    }
  }, 600_000);
});
