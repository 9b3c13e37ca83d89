import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from './answers.js';

const folder = join(import.meta.dirname, 'fixtures');

/** The oldest program whose data and events today's reads. */
export const firstRelease = '0e34454';

/** The commits of whose programs there are fixtures. */
export const releases = (): string[] => readdirSync(folder);

export const fixture = (commit: string, name: string): string =>
  readFileSync(join(folder, commit, name), 'utf8');

export const jsonFixture = <Content>(commit: string, name: string): Content =>
  JSON.parse(fixture(commit, name)) as Content;

/** What a program has left on a broker, and what it said of it. */
export interface Left<Record> {
  readonly topics: Readonly<globalThis.Record<string, readonly Record[]>>;
  readonly answers: Answers;
}
