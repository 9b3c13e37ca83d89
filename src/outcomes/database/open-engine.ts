import type { DatabaseSettings } from '../../foundation/config/config.js';
import type { DatabaseEngine } from './engine.js';

/** PostgreSQL when there is a URL, else SQLite; only the client library of the one in use is loaded. */
export async function openEngine({ url, schema, file }: DatabaseSettings): Promise<DatabaseEngine> {
  if (url !== undefined) {
    const { PostgresEngine } = await import('./postgres.engine.js');
    return new PostgresEngine(url, schema);
  }
  const { SqliteEngine } = await import('./sqlite.engine.js');
  return new SqliteEngine(file);
}
