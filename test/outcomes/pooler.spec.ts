import { Kysely, sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { PostgresEngine } from '../../src/outcomes/database/postgres.engine.js';
import { call, expectWholeRange, predictionsOf, push } from '../support/http.js';
import { type OwnPostgres, startOwnPostgres } from '../support/services/own-postgres.js';
import { findPgBouncer, startPgBouncer } from '../support/services/pgbouncer.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { deadLettersOf } from './database/certificate.case.js';

const found = await findPgBouncer();

interface Ledger {
  readonly predicted: number;
}

interface State {
  readonly path: string;
  readonly statement: string;
  readonly lock: string;
  readonly idle: string;
}

const state = sql<State>`select current_setting('search_path') as path,
  current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
  current_setting('idle_in_transaction_session_timeout') as idle`;

withServer('PostgreSQL', inject('postgres'), () => {
  withServer('PgBouncer', found, ({ command }) => {
    describe('Behind PgBouncer, which shares connections between transactions,', () => {
      let server: OwnPostgres;
      beforeAll(async () => {
        server = await startOwnPostgres();
      });
      afterAll(() => server?.stop());

      const startPooler = async (settings: Readonly<Record<string, string>> = {}) => {
        const { url } = await createDatabase(server.url);
        const pooler = await startPgBouncer(command, url, settings);
        onTestFinished(() => pooler.stop());
        return { pooler, direct: url };
      };

      it('a service migrates, predicts every image once, and survives a restart of PgBouncer', async () => {
        const { pooler, direct } = await startPooler();
        const settings = {
          DATABASE_URL: pooler.url,
          DATABASE_SCHEMA: 'own_schema',
          RETRY_MAX_DELAY_MS: '500',
        };
        const { url } = await startTestApplication({ ...(await ownSettings()), ...settings });
        const pushed = await push(url, 'push-to-consumer', 0, 3000);
        const predicted = async () => (await call<Ledger>(`${url}/ledger`)).body.predicted;
        await expect.poll(predicted, { interval: 10, timeout: 20_000 }).toBeGreaterThan(0);
        await pooler.shutDown();
        expect(await call(`${url}/ledger`)).toMatchObject({ status: 503 });
        await pooler.restart();
        expectWholeRange(await predictionsOf(url, pushed), 0, 3000);
        expect(await deadLettersOf(url)).toEqual([]);
        expect(await schemasWithOutcomes(direct)).toEqual(['own_schema']);
      });

      it.each([
        ['refuses startup parameters', {}],
        [
          'ignores startup parameters',
          {
            ignore_startup_parameters:
              'extra_float_digits,options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout',
          },
        ],
      ])(
        'each statement has its limits and its schema, and leaves none behind, where it %s',
        async (_what, settings) => {
          // One connection to the server: whatever stays on it would be seen.
          const { pooler } = await startPooler({ ...settings, default_pool_size: '1' });
          const database = new Kysely<unknown>({ dialect: new PostgresEngine(pooler.url, 'own').dialect });
          onTestFinished(() => database.destroy());
          const ours = {
            path: expect.stringMatching(/^"?own"?$/),
            statement: '20s',
            lock: '5s',
            idle: '10s',
          };
          expect((await state.execute(database)).rows).toEqual([ours]);
          const inTransaction = await database.transaction().execute((open) => state.execute(open));
          expect(inTransaction.rows).toEqual([ours]);
          await expect(sql`select 1 / 0`.execute(database)).rejects.toMatchObject({ code: '22012' });
          const client = new Client({ connectionString: pooler.url });
          await client.connect();
          onTestFinished(() => client.end());
          expect((await client.query('show statement_timeout')).rows).toEqual([{ statement_timeout: '0' }]);
          expect((await client.query('show search_path')).rows).toEqual([{ search_path: '"$user", public' }]);
        },
      );
    });
  });
});

async function schemasWithOutcomes(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ schemaname: string }>(
      `select distinct schemaname from pg_indexes where tablename = 'outcomes'`,
    );
    return rows.map(({ schemaname }) => schemaname);
  } finally {
    await client.end();
  }
}
