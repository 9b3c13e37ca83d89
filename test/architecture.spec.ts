import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may import whom: a folder of src, and the folders it may import beside itself, `errors` and `config`. */
const mayImport: Record<string, readonly string[]> = {
  errors: [],
  config: [],
  security: [],
  dataset: [],
  transport: [],
  database: ['transport'],
  events: ['transport'],
  ledger: ['database'],
  publishing: ['dataset', 'events', 'ledger', 'security', 'transport'],
  models: ['events'],
  classifier: ['events', 'models', 'transport'],
  inference: ['classifier', 'models', 'events', 'security', 'transport', 'ledger', 'publishing'],
  pictures: ['dataset', 'events', 'ledger', 'models'],
  rollout: ['classifier', 'database', 'events', 'models', 'results', 'transport'],
  results: ['events', 'ledger', 'database', 'models', 'transport'],
  drift: ['database', 'models'],
  planning: [],
  'dead-letters': ['events', 'ledger', 'database', 'transport'],
  contracts: ['events', 'inference', 'transport'],
  openapi: ['contracts', 'events', 'inference', 'publishing', 'results', 'rollout', 'dead-letters', 'ledger'],
  logging: ['events', 'transport'],
  metrics: ['classifier', 'transport'],
  tracing: ['classifier', 'events', 'logging', 'results', 'transport'],
  operations: ['classifier', 'database', 'drift', 'ledger', 'security', 'transport'],
  training: ['dataset', 'models'],
  verification: ['events', 'ledger', 'transport'],
  chaos: ['dataset', 'ledger', 'transport', 'verification'],
  doctor: ['classifier', 'database', 'dataset', 'models', 'transport', 'verification'],
  console: ['dataset', 'events', 'ledger', 'publishing', 'results', 'transport', 'verification'],
};
/** These join the features, and may import each of them: the files at the top of src, and the commands. */
const joins = new Set(['', 'cli']);
/** The drivers' only door, beside the drivers themselves. */
const driverDoors = ['transport.module.ts', 'create-broker.ts', 'open-driver.ts'].map(
  (file) => `transport/${file}`,
);

const src = resolve(import.meta.dirname, '../src');
const paths = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll(sep, '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
const files = paths.map((path) => ({ path, text: readFileSync(join(src, path), 'utf8') }));
const imports = files.flatMap(({ path, text }) =>
  [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map(([, specifier = '']) => ({
    from: path,
    to: resolve(src, dirname(path), specifier)
      .slice(src.length + 1)
      .replaceAll(sep, '/'),
  })),
);

const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

function isAllowed(from: string, to: string): boolean {
  if (from === to || joins.has(from)) return true;
  if (to === 'errors' || (to === 'config' && from !== 'errors')) return true;
  return mayImport[from]?.includes(to) ?? false;
}

describe('The folders of src', () => {
  it('all stand in the table', () => {
    const folders = new Set(paths.map(folderOf).filter((folder) => !joins.has(folder)));
    expect([...folders].filter((folder) => !(folder in mayImport))).toEqual([]);
  });

  it('import only what the table allows, types included', () => {
    expect(imports.filter(({ from, to }) => !isAllowed(folderOf(from), folderOf(to)))).toEqual([]);
  });

  it('reach a driver only through the transport module and createBroker', () => {
    const isDriver = (path: string) => path.startsWith('transport/drivers/');
    const strangers = imports.filter(
      ({ from, to }) => isDriver(to) && !isDriver(from) && !driverDoors.includes(from),
    );
    expect(strangers).toEqual([]);
  });

  it('read the environment in one place', () => {
    const written = /process\.env\['\w+'\] (\?\?)?= |Object\.assign\(process\.env,/g;
    const readers = files.filter(({ text }) => /process(\.env|\[['"]env)/.test(text.replace(written, '')));
    expect(readers.map(({ path }) => path)).toEqual(['config/config.ts']);
  });
});
