import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Folders of `src` that write to a table of the database, and those that only read it. */
const tables: Readonly<
  Record<string, { readonly writes: readonly string[]; readonly reads: readonly string[] }>
> = {
  outcomes: {
    writes: ['outcomes/ledger', 'outcomes/retention'],
    reads: [
      'outcomes/database',
      'outcomes/dead-letters',
      'outcomes/labels',
      'outcomes/results',
      'outcomes/results/stream',
      'serving/drift',
      'serving/rollout',
    ],
  },
  requests: { writes: ['outcomes/ledger', 'outcomes/retention'], reads: ['outcomes/results'] },
  counters: { writes: ['outcomes/database'], reads: ['outcomes/ledger'] },
  dead_letters: {
    writes: ['outcomes/dead-letters', 'outcomes/retention'],
    reads: ['outcomes/results/stream'],
  },
  tallies: { writes: ['outcomes/ledger'], reads: ['outcomes/results'] },
  further_labels: { writes: ['outcomes/ledger'], reads: ['outcomes/results'] },
  rates: { writes: ['outcomes/ledger'], reads: ['outcomes/results'] },
  thumbnails: { writes: ['outcomes/ledger'], reads: ['outcomes/retention'] },
  pictures: { writes: ['outcomes/ledger', 'outcomes/retention'], reads: [] },
  shadow_predictions: { writes: ['serving/rollout', 'outcomes/retention'], reads: [] },
  serving_decisions: { writes: ['serving/decisions'], reads: [] },
  labels: { writes: ['outcomes/labels', 'outcomes/retention'], reads: [] },
};

const src = resolve(import.meta.dirname, '../../src');
const names = Object.keys(tables).join('|');
/** Migrations are history: they name the tables of their time. */
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll(sep, '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.includes('/migrations/'))
  .map((path) => ({ folder: dirname(path), text: readFileSync(join(src, path), 'utf8') }));

/** As Kysely and SQL name a table; `const table of […]` is a loop over several. */
const writing = new RegExp(
  `(?:insertInto|updateTable|deleteFrom|insertRows)\\((?:\\w+,\\s*)?\\s*'(${names})'|const table of \\[([^\\]]+)\\]`,
  'g',
);
const reading = new RegExp(
  `(?:selectFrom|[jJ]oin)\\(\\s*'(${names})(?: as \\w+)?'|\\b(?:from|join) (${names})\\b`,
  'g',
);

/** The folders that name each table so. */
function namedBy(pattern: RegExp): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { folder, text } of files) {
    for (const [, one = '', several = ''] of text.matchAll(pattern)) {
      for (const table of `${one} ${several}`.match(new RegExp(`\\b(${names})\\b`, 'g')) ?? []) {
        found.set(table, (found.get(table) ?? new Set()).add(folder));
      }
    }
  }
  return found;
}

describe('A table of the database', () => {
  const [written, read] = [namedBy(writing), namedBy(reading)];

  it.each(Object.entries(tables))('%s is written by its owners alone', (table, { writes }) => {
    expect([...(written.get(table) ?? [])].toSorted()).toEqual([...writes].toSorted());
  });

  it.each(Object.entries(tables))('%s is read by few, and they are known', (table, { writes, reads }) => {
    const readers = [...(read.get(table) ?? [])].filter((folder) => !writes.includes(folder));
    expect(readers.toSorted()).toEqual([...reads].toSorted());
  });
});
