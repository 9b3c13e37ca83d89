import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folders = ['src', 'tools', 'scripts', 'public'];
/** What makes code of text, or objects of bytes that say which. */
const forbidden =
  /\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(\s*['"`]|from\s+['"](node:)?vm['"]|require\(['"](node:)?vm['"]\)|\bv8\b.*deserialize|\bpickle\b|\.(pkl|pickle|joblib)\b|innerHTML|insertAdjacentHTML|document\.write/;

it.each([
  'eval (text)',
  'new Function(text)',
  "import vm from 'node:vm'",
  'import pickle',
  'a.innerHTML = b',
])('finds code that is made of data: %s', (line) => expect(line).toMatch(forbidden));

it('no code is made of data, and no pickle is read', () => {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs|js|py)$/.test(name))
      .map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .map((line, index) => `${file}:${index + 1}: ${line.trim()}`)
      .filter((line) => forbidden.test(line)),
  );
  expect(found).toEqual([]);
});
