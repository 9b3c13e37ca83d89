import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { environment } from '../../src/configuration.js';
import { settingsReference } from '../../src/foundation/config/settings.reference.js';

const read = (path: string) => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8');
const reference = read('docs/settings.md');

it('docs/settings.md has every setting as it is; npm run reference writes it', () => {
  const [above = ''] = reference.split(/^## /m);
  expect(reference).toBe(above + settingsReference(read('.env.example'), environment));
});

it('names each setting once, with a meaning and what is allowed', () => {
  const rows = reference.split('\n').filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  const names = cells.map(([, name = '']) => name.replaceAll('`', ''));
  expect(names.toSorted()).toEqual(Object.keys(environment.shape).toSorted());
  expect(cells.filter(([, , , , allowed, meaning]) => !allowed || !meaning)).toEqual([]);
});
