import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './blocks.js';

const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const [, model = ''] = /^## Threat model$([\s\S]*?)^## /m.exec(page) ?? [];
const rows = [...model.matchAll(/^\|(.+)\|$/gm)]
  .map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
  .filter(([first = '']) => first !== 'who' && !/^-+$/.test(first));

/** The tests that a cell names: a file in code, and some words of the test's name in italics behind it. */
const testsIn = (cell: string) =>
  [...cell.matchAll(/`([^`]+)` _([^_]+ [^_]+)_/g)].map(([, file = '', name = '']) => ({ file, name }));

function isThere({ file, name }: { readonly file: string; readonly name: string }): boolean {
  const path = join(root, file);
  return existsSync(path) && readFileSync(path, 'utf8').includes(name);
}

it('has a test for each defence', () => {
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) {
    const tests = testsIn(row.at(-1) ?? '');
    expect(tests, row[1]).not.toEqual([]);
    expect(
      tests.filter((test) => !isThere(test)),
      row[1],
    ).toEqual([]);
  }
});
