import { readFileSync } from 'node:fs';
import { errorText } from '../errors/app.error.js';
import { withTlsMode } from './postgres-tls.js';
import { parsePostgresUrl, postgresUrlMistake } from './postgres-url.js';

type Given = Readonly<Record<string, string | undefined>>;

/** The URL of PostgreSQL with what `PGSSLMODE` and `DATABASE_PASSWORD_FILE` add to it, and what is wrong with them. */
export function databaseOf(given: Given): { readonly url: string | undefined; readonly mistakes: string[] } {
  const { DATABASE_URL, DATABASE_PASSWORD_FILE: file } = given;
  if (DATABASE_URL === undefined) return { url: undefined, mistakes: withoutUrl(given) };
  const url = withTlsMode(DATABASE_URL, given['PGSSLMODE']);
  // What is wrong with the URL itself is reported as for every setting.
  if (file === undefined || postgresUrlMistake(url) !== undefined) return { url, mistakes: [] };
  try {
    return { url: withPassword(url, file), mistakes: [] };
  } catch (error) {
    const mistake = `DATABASE_PASSWORD_FILE=${JSON.stringify(file)}: cannot be used: ${errorText(error)}`;
    return { url, mistakes: [mistake] };
  }
}

/** What SQLite does not have, by the setting for it. */
const ofPostgres = { DATABASE_SCHEMA: 'schemas', DATABASE_PASSWORD_FILE: 'password' };

const withoutUrl = (given: Given): string[] =>
  Object.entries(ofPostgres)
    .filter(([name]) => given[name] !== undefined)
    .map(([name, what]) => {
      const setting = `${name}=${JSON.stringify(given[name])}`;
      return `${setting}: must be unset without DATABASE_URL; SQLite has no ${what}`;
    });

/** The end of the file's line is no part of the password. */
function withPassword(url: string, file: string): string {
  if (parsePostgresUrl(url).password !== undefined) throw new Error('DATABASE_URL has a password already');
  const password = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  if (password === '') throw new Error('the file is empty');
  return `${url}${url.includes('?') ? '&' : '?'}password=${encodeURIComponent(password)}`;
}
