import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { PostgresEngine } from '../../src/outcomes/database/postgres.engine.js';
import { call, expectWholeRange, predictionsOf, push, untilSomePredicted } from '../support/http.js';
import { type OwnPostgres, startOwnPostgres } from '../support/services/own-postgres.js';
import { findPgBouncer, startPgBouncer } from '../support/services/pgbouncer.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { deadLettersOf } from './database/certificate.case.js';
import { resultsConformance } from './results.conformance.js';

const found = await findPgBouncer();

withServer('PostgreSQL', inject('postgres'), () => {
  withServer('PgBouncer', found, ({ command }) => {
    let server: OwnPostgres;
    beforeAll(async () => {
      server = await startOwnPostgres();
    });
    afterAll(() => server?.stop());

    const startPooler = async () => {
      const { url, drop } = await createDatabase(server.url);
      onTestFinished(drop);
      const pooler = await startPgBouncer(command, url, { default_pool_size: '20' });
      onTestFinished(() => pooler.stop());
      return pooler.url;
    };

    resultsConformance('PostgreSQL behind PgBouncer', async () => {
      const url = await startPooler();
      return async () => new PostgresEngine(url, 'own');
    });

    describe('A service behind PgBouncer', () => {
      it('survives a restart of PostgreSQL', { timeout: 120_000 }, async () => {
        const DATABASE_URL = await startPooler();
        const { url } = await startTestApplication({ ...(await ownSettings()), DATABASE_URL });
        const pushed = await push(url, 'push-to-consumer', 0, 3000);
        await untilSomePredicted(url);
        await server.shutDown();
        const ready = async () => (await call(`${url}/health/ready`)).status;
        await expect.poll(ready, { timeout: 10_000 }).toBe(503);
        await server.restart();
        expectWholeRange(await predictionsOf(url, pushed), 0, 3000);
        expect(await deadLettersOf(url)).toEqual([]);
      });
    });
  });
});
