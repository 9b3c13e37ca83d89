import { existsSync } from 'node:fs';
import type { DatabaseSettings } from '../config/config.js';
import { inspectDatabase } from '../database/inspect-database.js';
import { openEngine } from '../database/open-engine.js';
import { errorText } from '../errors/app.error.js';
import { type Finding, ok, wrong } from './finding.js';

/** What PostgreSQL, SQLite or the network says, and what helps. */
const fixes: readonly (readonly [RegExp, string])[] = [
  [/password authentication|no password|SASL/i, 'correct user and password in DATABASE_URL'],
  [
    /database .* does not exist/i,
    'create that database, or name another in DATABASE_URL; the tables are made at start',
  ],
  [/permission denied/i, 'grant this user the right to create tables there'],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|timeout/i, 'start PostgreSQL, or correct DATABASE_URL'],
  [/certificate|SSL/i, 'correct sslmode of DATABASE_URL, or trust the certificate of the server'],
  [/locked|busy/i, 'end the program that holds the file'],
  [
    /not a database|malformed|corrupt/i,
    'put a copy from before in its place, or move the file away: a new one is made at start',
  ],
  [/readonly|read-only|unable to open|directory|EEXIST|ENOTDIR/i, 'correct DATA_DIR and the rights there'],
];

export async function checkDatabase(settings: DatabaseSettings): Promise<Finding> {
  if (settings.url === undefined && !existsSync(settings.file)) {
    return ok('database', `SQLite ${settings.file} is made at the first start`);
  }
  let description = settings.url === undefined ? `SQLite ${settings.file}` : 'PostgreSQL';
  try {
    const engine = await openEngine(settings);
    description = engine.description;
    const pending = await inspectDatabase(engine);
    const tables =
      pending.length === 0
        ? 'its tables are up to date'
        : `${pending.length} migrations run at the next start (${pending.join(', ')})`;
    return ok('database', `${description} can be read and written; ${tables}`);
  } catch (error) {
    const text = errorOf(error);
    const fix = fixes.find(([pattern]) => pattern.test(text))?.[1] ?? 'correct DATABASE_URL or DATA_DIR';
    return wrong('database', `${description} cannot be used: ${text}`, fix);
  }
}

/** Node's error for a name with several addresses has a code and no message. */
function errorOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return [errorText(error), code && `(${code})`].filter(Boolean).join(' ');
}
