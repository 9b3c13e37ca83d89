import { existsSync } from 'node:fs';
import type { DatabaseSettings } from '../../foundation/config/config.js';
import type { DatabaseEngine } from '../../outcomes/database/engine.js';
import { inspectDatabase } from '../../outcomes/database/inspect-database.js';
import { openEngine } from '../../outcomes/database/open-engine.js';
import { wayOut } from '../../outcomes/database/way-out.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { type Finding, ok, warning, wrong } from './finding.js';

export async function checkDatabase(settings: DatabaseSettings): Promise<Finding[]> {
  if (settings.url === undefined && !existsSync(settings.file)) {
    return [ok('database', `SQLite ${settings.file} is made at the first start`)];
  }
  let description = settings.url === undefined ? `SQLite ${settings.file}` : 'PostgreSQL';
  const findings: Finding[] = [];
  try {
    const engine = await openEngine(settings);
    description = engine.description;
    const { weakness } = engine;
    if (weakness) findings.push(warning('database', weakness.text, weakness.fix));
    findings.push(await inspect(engine));
  } catch (error) {
    const text = errorOf(error);
    const fix = wayOut(text) ?? 'correct DATABASE_URL or DATA_DIR';
    findings.push(wrong('database', `${description} cannot be used: ${text}`, fix));
  }
  return findings;
}

async function inspect(engine: DatabaseEngine): Promise<Finding> {
  const pending = await inspectDatabase(engine);
  const tables =
    pending.length === 0
      ? 'its tables are up to date'
      : `${pending.length} migrations run at the next start (${pending.join(', ')})`;
  return ok('database', `${engine.description} can be read and written; ${tables}`);
}

/** Node's error for a name with several addresses has a code and no message. */
function errorOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return [errorText(error), code && `(${code})`].filter(Boolean).join(' ');
}
