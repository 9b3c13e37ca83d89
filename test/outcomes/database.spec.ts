import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { PostgresEngine } from '../../src/outcomes/database/postgres.engine.js';
import { SqliteEngine } from '../../src/outcomes/database/sqlite.engine.js';
import { resultsConformance } from './results.conformance.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';

resultsConformance('a SQLite file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-database-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return async () => new SqliteEngine(join(folder, 'new', 'results.db'));
});

withServer('PostgreSQL', inject('postgres'), (server) => {
  resultsConformance('PostgreSQL', async () => {
    const { url, drop } = await createDatabase(server.url);
    onTestFinished(drop);
    return async () => new PostgresEngine(url);
  });
});
