import { Logger } from '@nestjs/common';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { errorsLogged } from '../../../test/support/errors-logged.js';
import { modelsFolder, name } from '../../../test/support/models-folder.js';
import { ask, changeDecisions, decideElsewhere, openRegistry } from '../../../test/support/registry.js';
import { Database } from '../../outcomes/database/database.js';
import { SqliteEngine } from '../../outcomes/database/sqlite.engine.js';
import { DecisionsRepository } from '../decisions/decisions.repository.js';
import { beginCanary, beginShadow, swapTo } from '../rollout/decisions.js';
import { ModelReadiness } from './model-readiness.js';
import type { ModelRegistry } from './model-registry.js';

Logger.overrideLogger(['error', 'fatal']);

it('a second process does what the first decides', async () => {
  const root = await modelsFolder(3);
  await decideElsewhere(root, { version: '1' });
  const [first, second] = [await openRegistry(root), await openRegistry(root)];
  await first.decide(name, swapTo('2'));
  await first.decide(name, beginCanary('3', 50));
  await expect.poll(() => second.servingOf(name), { timeout: 20_000 }).toEqual(first.servingOf(name));
  expect(second.servingOf(name)).toMatchObject({ version: '2', previous: '1', canary: { version: '3' } });
  const ids = Array.from({ length: 50 }, (_, index) => `image/${index}`);
  const ways = (registry: ModelRegistry) => ids.map((id) => registry.route({ id }).card.version);
  expect(ways(second)).toEqual(ways(first));
  expect(new Set(ways(first))).toEqual(new Set(['2', '3']));
});

it('of two processes that decide at once one may be refused, and both end with the same', async () => {
  const root = await modelsFolder(3);
  await decideElsewhere(root, { version: '1' });
  const [first, second] = [await openRegistry(root), await openRegistry(root)];
  const decided = [first.decide(name, swapTo('2')), second.decide(name, swapTo('3'))];
  for (const outcome of await Promise.allSettled(decided)) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'STALE_DECISION' });
  }
  await expect
    .poll(() => [first, second].map((registry) => registry.servingOf(name).version), { timeout: 20_000 })
    .toSatisfy(([one, other]) => one === other && one !== '1');
});

it('a decision that cannot be followed changes nothing, and is logged once', async () => {
  const root = await modelsFolder(2);
  await decideElsewhere(root, { version: '1' });
  const errors = errorsLogged();
  const registry = await openRegistry(root);
  await decideElsewhere(root, { version: '9' });
  await expect.poll(() => errors, { timeout: 10_000 }).toHaveLength(1);
  expect(errors[0]).toContain(`${name} stays as it is: there is no model "${name}@9"`);
  expect(await ask(registry)).toBe('1');
  expect(registry.troubleOf(name)).toContain('@9');
  await expect(registry.decide(name, beginShadow('2'))).resolves.toEqual({
    serving: { version: '1', shadow: '2' },
    revision: 3,
  });
  expect(registry.troubleOf(name)).toBeUndefined();
  await decideElsewhere(root, { version: '2' });
  await expect.poll(() => registry.servingOf(name), { timeout: 10_000 }).toEqual({ version: '2' });
  expect(errors).toHaveLength(1);
});

it.each([
  ['the version before', { version: '7', previous: '1', canary: { version: '8', percent: 5 } }, '1'],
  ['the newest', { version: '7', previous: '6', shadow: '8' }, '2'],
])(
  'for a version that is gone %s serves from the start, and the log says so',
  async (_, decided, expected) => {
    const root = await modelsFolder(2);
    await decideElsewhere(root, decided);
    const errors = errorsLogged();
    const registry = await openRegistry(root);
    expect(registry.servingOf(name)).toEqual({ version: expected });
    expect(errors[0]).toContain(`the decision about ${name} names versions that are gone: 7, `);
  },
);

it('a decision that is damaged changes nothing, also at a start, and the next decision mends it', async () => {
  const root = await modelsFolder(3);
  await decideElsewhere(root, { version: '2' });
  const errors = errorsLogged();
  const registry = await openRegistry(root);
  await decideElsewhere(root, { version: '1' });
  await expect.poll(() => registry.servingOf(name), { timeout: 10_000 }).toEqual({ version: '1' });
  changeDecisions(root, `update serving_decisions set decision = '{"version"' where revision = 2`);
  await expect.poll(() => registry.troubleOf(name), { timeout: 10_000 }).toContain('revision 2 of');
  expect(await ask(registry)).toBe('1');
  expect(errors[0]).toContain(`${name} stays as it is: revision 2 of ${name} in the table serving_decisions`);
  const later = await openRegistry(root);
  expect(later.servingOf(name)).toEqual({ version: '2' });
  expect(await registry.decide(name, swapTo('3'), 2)).toEqual({
    serving: { version: '3', previous: '1' },
    revision: 3,
  });
  await expect.poll(() => later.servingOf(name), { timeout: 10_000 }).toMatchObject({ version: '3' });
  expect([registry.troubleOf(name), later.troubleOf(name)]).toEqual([undefined, undefined]);
});

it('a decision on a revision that is not the newest is refused, and the refusal has the newest', async () => {
  const root = await modelsFolder(2);
  const registry = await openRegistry(root);
  await registry.decide(name, swapTo('1'), 0);
  await expect(registry.decide(name, swapTo('2'), 0)).rejects.toMatchObject({
    code: 'STALE_DECISION',
    message: expect.stringContaining(`revision 0 of ${name}, and 1 is the newest: ${name}@1 serves`),
    details: { model: name, revision: 1, serving: { version: '1', previous: '2' } },
  });
  expect(await registry.decide(name, swapTo('2'), 1)).toMatchObject({ revision: 2 });
});

it('images wait while the decision cannot be read at a start, and then the decided version answers', async () => {
  const root = await modelsFolder(3);
  const errors = errorsLogged();
  const [away, file, folder] = [join(root, 'away'), join(root, 'file'), join(root, 'folder')];
  await mkdir(folder);
  const before = await Database.open(new SqliteEngine(join(folder, 'results.db')));
  await new DecisionsRepository(before).decide(name, { serving: { version: '2' }, after: 0 });
  await before.close();
  // A file is where the folder of the database should be.
  await writeFile(file, '');
  await symlink(file, away);
  const database = await Database.start(new SqliteEngine(join(away, 'results.db')), 100);
  onTestFinished(() => database.close());
  const registry = await openRegistry(root, {}, new DecisionsRepository(database));
  expect(errors.at(-1)).toContain(`what serves for ${name} is not known yet, and its images wait`);
  expect(() => registry.route({ id: 'image' })).toThrow(
    expect.objectContaining({ code: 'MODEL_UNAVAILABLE', kind: 'unavailable' }),
  );
  expect(new ModelReadiness(registry).states()).toMatchObject([{ name, state: 'not loaded' }]);
  await symlink(folder, join(root, 'next'));
  await rename(join(root, 'next'), away);
  await expect.poll(() => ask(registry).catch(() => ''), { timeout: 15_000 }).toBe('2');
  expect(new ModelReadiness(registry).states()).toEqual([{ name, version: '2', state: 'ready' }]);
});
