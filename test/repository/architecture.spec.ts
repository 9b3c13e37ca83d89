import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rooms of src from the ground up: each may import those that stand before it, so there is no circle. */
const rooms = [
  'foundation',
  'transport',
  'events',
  'storage',
  'outcomes',
  'serving',
  'training',
  'api',
  'operations',
  'tools',
] as const;

const foundation = ['errors', 'answers', 'settings', 'contract', 'config', 'concurrency'];
/** Who may import whom: a folder, and the folders that it may import beside itself and the foundation. */
const outcomesRead = ['outcomes/database', 'outcomes/ledger'] as const;
const messages = ['events', 'transport'] as const;

const mayImport: Record<string, readonly string[]> = {
  ...Object.fromEntries(foundation.map((folder) => [`foundation/${folder}`, []])),
  transport: [],
  events: ['transport'],
  storage: [...messages],
  'outcomes/database': [],
  'outcomes/ledger': ['events', 'outcomes/database'],
  'outcomes/labels': [...outcomesRead, ...messages],
  'outcomes/retention': [...outcomesRead],
  'outcomes/results': [...outcomesRead, 'outcomes/labels', 'outcomes/retention', ...messages],
  'outcomes/dead-letters': [...outcomesRead, ...messages],
  'serving/models': ['events', 'outcomes/labels'],
  'serving/decisions': ['outcomes/database', ...messages],
  'serving/classifier': [...outcomesRead, 'serving/decisions', 'serving/models', 'storage', ...messages],
  'serving/rollout': [
    ...outcomesRead,
    'serving/decisions',
    'serving/classifier',
    'serving/models',
    ...messages,
  ],
  'serving/drift': [...outcomesRead, 'serving/models'],
  'training/dataset': [],
  training: ['training/dataset', 'serving/models'],
  'api/security': [],
  'api/publishing': ['training/dataset', 'outcomes/ledger', 'api/security', 'storage', ...messages],
  'api/inference': [
    'serving/classifier',
    'serving/models',
    'api/security',
    'outcomes/ledger',
    'api/publishing',
    ...messages,
  ],
  'api/unknown': ['outcomes/ledger', 'api/security', ...messages],
  'api/pictures': ['training/dataset', 'events', 'outcomes/ledger', 'serving/models'],
  'api/event-contracts': ['api/inference', ...messages],
  'api/openapi': ['api/inference'],
  'operations/logging': [...messages],
  'operations/tracing': ['operations/logging', ...messages],
  'operations/health': ['serving/classifier', 'outcomes/database', 'api/security', 'storage', ...messages],
  'operations/metrics': [
    ...outcomesRead,
    'serving/classifier',
    'serving/drift',
    'operations/health',
    'storage',
    ...messages,
  ],
  operations: [
    ...outcomesRead,
    'events',
    'serving/classifier',
    'serving/drift',
    'operations/health',
    'operations/logging',
    'operations/metrics',
    'operations/tracing',
    'storage',
  ],
  'tools/planning': ['serving/models'],
  'tools/verification': ['outcomes/ledger', ...messages],
  'tools/doctor': [
    'serving/decisions',
    'serving/classifier',
    'outcomes/database',
    'training/dataset',
    'serving/models',
    'tools/verification',
    ...messages,
  ],
  'tools/console': [
    'outcomes/labels',
    'training/dataset',
    'outcomes/ledger',
    'api/publishing',
    'outcomes/results',
    'tools/verification',
    ...messages,
    'storage',
  ],
  'tools/importing': ['events', 'serving/classifier', 'serving/models', 'training', 'tools/console'],
};
/** These join the features, and may import each of them: the files at the top of src, and the commands. */
const joins = new Set(['', 'configuration', 'tools/cli']);
/** The list of drivers: the only door to them. Beside it, types of settings leave the library. */
const driverDoor = 'transport/drivers/index.ts';

const src = resolve(import.meta.dirname, '../../src');
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

type Arrows = ReadonlyMap<string, readonly string[]>;

const arrowsOfFiles: Arrows = new Map(
  paths.map((path) => [
    path,
    imports.flatMap(({ from, to }) => (from === path ? [to.replace(/\.js$/, '.ts')] : [])),
  ]),
);

/** What is left once everything is taken away that leads to nothing more: the circles, and what leads to them. */
function circlesIn(arrows: Arrows): string[] {
  const left = new Map(arrows);
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const [from, to] of left) if (!to.some((each) => left.has(each))) left.delete(from);
  }
  return [...left.keys()];
}

const roomOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

/** The file in which the configuration meets the drivers; programs read it, features take what they are given. */
const configuration = 'configuration';

/** The longest entry of the table that the path stands below; of the joining folders their own name. */
function folderOf(path: string): string {
  if (/^configuration\.[jt]s$/.test(path)) return configuration;
  const parts = path.split('/').slice(0, -1);
  const two = parts.slice(0, 2).join('/');
  return two in mayImport || joins.has(two) ? two : roomOf(path);
}

function isAllowed(from: string, to: string): boolean {
  if (from === to || joins.has(from) || to === configuration) return true;
  if (to === 'foundation/errors') return true;
  if (from === 'foundation/config' && to === 'foundation/settings') return true;
  if (to.startsWith('foundation/')) return !from.startsWith('foundation/');
  return mayImport[from]?.includes(to) ?? false;
}

describe('The folders of src', () => {
  it('all stand in the table', () => {
    const folders = new Set(paths.map(folderOf).filter((folder) => !joins.has(folder)));
    expect([...folders].filter((folder) => !(folder in mayImport))).toEqual([]);
  });

  it('stand in rooms that import only what is below them', () => {
    const level = (path: string) => rooms.findIndex((room) => room === roomOf(path));
    const upwards = imports.filter(({ from, to }) => roomOf(from) !== '' && level(from) < level(to));
    expect(upwards).toEqual([]);
  });

  it('import only what the table allows, types included', () => {
    expect(imports.filter(({ from, to }) => !isAllowed(folderOf(from), folderOf(to)))).toEqual([]);
  });

  it('are in the table of docs/design.md with the same arrows', () => {
    const design = readFileSync(resolve(src, '../docs/design.md'), 'utf8');
    const rows = [...design.matchAll(/^\| `([\w/-]+)` +\| (.+?) +\|$/gm)].map(
      ([, folder = '', cells = '']) => [
        folder,
        [...cells.matchAll(/`([\w/-]+)`/g)].map(([, name = '']) => name).toSorted(),
      ],
    );
    const own = Object.entries(mayImport)
      .filter(([folder]) => !folder.startsWith('foundation/'))
      .map(([folder, all]) => [folder, [...all].toSorted()]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(own));
  });

  it('use every arrow of that table', () => {
    const used = new Set(imports.map(({ from, to }) => `${folderOf(from)} -> ${folderOf(to)}`));
    const named = Object.entries(mayImport).flatMap(([from, all]) => all.map((to) => `${from} -> ${to}`));
    expect(named.filter((arrow) => !used.has(arrow))).toEqual([]);
  });

  it('have no circle in that table', () => {
    expect(circlesIn(new Map(Object.entries(mayImport)))).toEqual([]);
  });

  it('have no circle of files, those of types included', () => {
    expect(circlesIn(arrowsOfFiles)).toEqual([]);
    expect(
      circlesIn(new Map([...arrowsOfFiles, ['foundation/errors/app.error.ts', ['main.ts']]])),
    ).not.toEqual([]);
  });

  it('reach a driver only through the list of drivers', () => {
    const isDriver = (path: string) => path.startsWith('transport/drivers/');
    const strangers = imports.filter(
      ({ from, to }) => isDriver(to) && !isDriver(from) && to.replace(/\.js$/, '.ts') !== driverDoor,
    );
    const typesOfSettings = ['transport/index.ts', 'transport/open/brokers.ts'];
    expect(strangers.filter(({ from }) => !typesOfSettings.includes(from))).toEqual([]);
  });

  it('ask no broker for its name: what differs stands in its description', () => {
    const asks = /(===?|case) *['"](embedded|kafka|pubsub)['"]|^ +(kafka|pubsub): /m;
    const askers = files.filter(
      ({ path, text }) => !path.startsWith('transport/drivers/') && asks.test(text),
    );
    expect(askers.map(({ path }) => path)).toEqual([]);
  });

  it('let the transport and the configuration know nothing of each other', () => {
    const meets = imports.filter(
      ({ from, to }) =>
        (from.startsWith('transport/') && to.startsWith('foundation/config/')) ||
        (from.startsWith('foundation/') && to.startsWith('transport/')),
    );
    expect(meets).toEqual([]);
  });

  it('export each name once, types included', () => {
    const exported =
      /^export (?:abstract )?(?:async )?(?:class|interface|type|const|let|function\*?|enum) (\w+)/gm;
    const places = new Map<string, Set<string>>();
    for (const { path, text } of files)
      for (const [, name = ''] of text.matchAll(exported))
        places.set(name, (places.get(name) ?? new Set()).add(path));
    expect(places.size).toBeGreaterThan(500);
    // Within a file, a schema and the type of its values may share a name.
    expect([...places].filter(([, paths]) => paths.size > 1)).toEqual([]);
  });

  it('read the environment in one place', () => {
    const written = /process\.env\['\w+'\] (\?\?)?= |Object\.assign\(process\.env,/g;
    const readers = files.filter(({ text }) => /process(\.env|\[['"]env)/.test(text.replace(written, '')));
    expect(readers.map(({ path }) => path)).toEqual(['foundation/config/config.ts']);
  });
});

describe('The tests', () => {
  const root = resolve(src, '..');
  const areas = [...rooms.filter((room) => room !== 'foundation'), 'page', 'whole', 'repository'];

  it('stand in an area, which is a room of src or one of three more; helpers and inputs have folders of their own', () => {
    expect(readdirSync(join(root, 'test')).toSorted()).toEqual([...areas, 'inputs', 'support'].toSorted());
  });

  it('of src start no server', () => {
    const specs = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.spec.ts'),
    );
    const servers = /from '[./]+\/test\/(?!support\/)|support\/(services\/|test-application)/;
    const strangers = specs.filter((path) => servers.test(readFileSync(join(src, path), 'utf8')));
    expect(specs.length).toBeGreaterThan(50);
    expect(strangers).toEqual([]);
  });
});
