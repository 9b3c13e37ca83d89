import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { call, expectWholeRange, predictionsOf, push, untilSomePredicted } from '../support/http.js';
import { type OwnPostgres, startOwnPostgres } from '../support/services/own-postgres.js';
import { createDatabase } from '../support/services/postgres.js';
import { lockElsewhere } from '../support/sqlite-lock.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

interface Answer {
  readonly code?: string;
}

const ask = (url: string) => call<Answer>(url);
const pushOne = (url: string) =>
  call<Answer>(`${url}/push-to-consumer?start_idx=0&end_idx=1`, { method: 'POST' });
const away = { status: 503, body: { code: 'DATABASE_UNAVAILABLE' } };

it('answers HTTP while another process holds the SQLite file for 6 s, and stores everything afterwards', async () => {
  const settings = await ownSettings();
  const { url } = await startTestApplication(settings);
  const pushed = await push(url, 'push-to-consumer', 0, 3000);
  await untilSomePredicted(url);
  const lock = await lockElsewhere(join(settings['DATA_DIR']!, 'results.db'), 6_000);
  const refused = pushOne(url);
  const statuses = new Set<number>();
  for (; lock.held; await pause(20)) {
    for (const path of ['ledger', 'brokers', `requests/${pushed.requestId}`]) {
      statuses.add((await ask(`${url}/${path}`)).status);
    }
  }
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(statuses).toContain(200);
  expect(await refused).toMatchObject(away);
  expectWholeRange(await predictionsOf(url, pushed), 0, 3000);
});

withServer('PostgreSQL', inject('postgres'), () => {
  describe('With PostgreSQL', () => {
    let server: OwnPostgres;
    beforeAll(async () => {
      server = await startOwnPostgres();
    });
    afterAll(() => server?.stop());

    it('loses nothing when the server is stopped and started again while predictions are saved', async () => {
      const { url: DATABASE_URL } = await createDatabase(server.url);
      const { url } = await startTestApplication({ ...(await ownSettings()), DATABASE_URL });
      const pushed = await push(url, 'push-to-consumer', 0, 3000);
      await untilSomePredicted(url);
      await server.shutDown();
      expect(await ask(`${url}/ledger`)).toMatchObject(away);
      expect(await ask(url + pushed.links.predictions)).toMatchObject(away);
      const refused = await pushOne(url);
      expect(refused).toMatchObject(away);
      expect(JSON.stringify(refused.body)).not.toContain(new URL(server.url).password);
      expect((await fetch(url)).status).toBe(200);
      await server.restart();
      expectWholeRange(await predictionsOf(url, pushed), 0, 3000);
    });

    it('starts without its database, and goes on by itself once that is there', async () => {
      const { url: DATABASE_URL } = await createDatabase(server.url);
      await server.shutDown();
      const { url } = await startTestApplication({ ...(await ownSettings()), DATABASE_URL });
      expect((await fetch(url)).status).toBe(200);
      expect(await ask(`${url}/ledger`)).toMatchObject(away);
      await server.restart();
      await expect.poll(async () => (await ask(`${url}/ledger`)).status, { timeout: 20_000 }).toBe(200);
      expectWholeRange(await predictionsOf(url, await push(url, 'push-to-consumer', 0, 200)), 0, 200);
    });
  });
});
