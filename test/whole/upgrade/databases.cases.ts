import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Ledger } from '../../../src/outcomes/ledger/ledger.js';
import { ServiceClient } from '../../../src/tools/verification/service.client.js';
import { call } from '../../support/http.js';
import { createDatabase } from '../../support/services/postgres.js';
import { startTestApplication, temporaryFolder } from '../../support/test-application.js';
import { type Answers, answersOf, requestsIn } from './answers.js';
import { restorePostgres } from './dump-postgres.js';
import { restoreSqlite } from './dump-sqlite.js';
import { fixture, jsonFixture } from './fixtures.js';
import { replayToPrediction } from './replay.js';

const models = { MODELS: 'fashion-mnist@2', SHADOW: 'fashion-mnist@1', BACKEND: 'wasm' };

export function sqliteCases(commit: string): void {
  it('in SQLite says what it said: ledger, requests, predictions, labels, dead letters', async () => {
    const folder = await temporaryFolder();
    restoreSqlite(fixture(commit, 'results.sql'), join(folder, 'results.db'));
    await expectAnswers({ DATA_DIR: folder }, jsonFixture(commit, 'sqlite.answers.json'));
  });
}

/** @param server a PostgreSQL where databases may be created. */
export function postgresCases(commit: string, server: string): void {
  it('in PostgreSQL says what it said, and its letters are replayed', async () => {
    const { url: database, drop } = await createDatabase(server);
    onTestFinished(drop);
    await restorePostgres(fixture(commit, 'postgres.sql'), database);
    const settings = { DATA_DIR: await temporaryFolder(), DATABASE_URL: database };
    const answers = jsonFixture<Answers>(commit, 'postgres.answers.json');
    const url = await expectAnswers(settings, answers, 'api,classifier,results');

    const before = answers['/ledger'] as Ledger;
    await replayToPrediction(url, 'wrong/1');
    const { body } = await call<Ledger>(`${url}/ledger`);
    const moved = { predicted: before.predicted + 1, dead: before.dead - 1 };
    expect(body).toMatchObject({ accepted: before.accepted, inFlight: 0, ...moved });
  });
}

/** Today's program on those data answers as the one that wrote them did. */
async function expectAnswers(
  settings: Readonly<Record<string, string>>,
  answers: Answers,
  roles = 'api',
): Promise<string> {
  const { url } = await startTestApplication({ PORT: '0', ROLES: roles, ...models, ...settings });
  expect(await answersOf(new ServiceClient(url), requestsIn(answers))).toMatchObject(answers);
  return url;
}
