import { Logger } from '@nestjs/common';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  addVersion,
  breakVersion,
  modelsFolder,
  name,
  versionFolder,
} from '../../../test/support/models-folder.js';
import {
  ask,
  changeDecisions,
  decideElsewhere,
  decisionsOf,
  openRegistry,
  pixels,
} from '../../../test/support/registry.js';
import { beginShadow, swapTo } from '../rollout/decisions.js';

Logger.overrideLogger(['error', 'fatal']);

it('a swap under load fails nobody: every image is answered by one of the versions', async () => {
  const registry = await openRegistry(await modelsFolder(2), { MODELS: name });
  await registry.decide(name, swapTo('1'));
  const answered: string[] = [];
  const load = new AbortController();
  const askers = Promise.all(
    Array.from({ length: 20 }, async () => {
      while (!load.signal.aborted) {
        answered.push(await ask(registry));
        await turn();
      }
    }),
  );
  for (const version of ['2', '1', '2']) {
    await registry.decide(name, swapTo(version));
    const from = answered.length;
    await expect.poll(() => answered.slice(from)).toContain(version);
  }
  load.abort();
  await askers;
  expect(new Set(answered)).toEqual(new Set(['1', '2']));
});

it('a version whose weights are cut never takes over, and the error names the file', async () => {
  const root = await modelsFolder(2);
  await decideElsewhere(root, { version: '1' });
  await breakVersion(root, 2);
  const registry = await openRegistry(root);
  await expect(registry.decide(name, swapTo('2'))).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: expect.stringContaining(join(versionFolder(root, 2), 'weights.bin')),
  });
  expect(await ask(registry)).toBe('1');
  expect(registry.servingOf(name)).toEqual({ version: '1' });
  expect(await (await decisionsOf(root)).newest(name)).toEqual({ revision: 1, serving: { version: '1' } });
  expect(registry.viewOf(name, '2')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('weights.bin'),
  });
  await addVersion(root, 2);
  await registry.decide(name, swapTo('2'));
  expect(await ask(registry)).toBe('2');
});

it('a folder with the card of another version is refused', async () => {
  const root = await modelsFolder(2);
  await decideElsewhere(root, { version: '1' });
  const card = join(versionFolder(root, 2), 'card.json');
  await writeFile(card, await readFile(join(versionFolder(root, 1), 'card.json')));
  const registry = await openRegistry(root);
  const refusal = { code: 'MODEL_UNAVAILABLE', message: expect.stringContaining(card) };
  await expect(registry.decide(name, beginShadow('2'))).rejects.toMatchObject(refusal);
  expect(registry.shadowOf(name)).toBeUndefined();
  expect(registry.ready()).toHaveLength(1);
});

it('a decision that cannot be written does not hold, and leaves no version loaded', async () => {
  const root = await modelsFolder(2);
  const registry = await openRegistry(root, { SHADOW: `${name}@2` });
  expect(registry.servingOf(name)).toEqual({ version: '1', shadow: '2' });
  await addVersion(root, 3);
  changeDecisions(
    root,
    `create trigger refuse before insert on serving_decisions begin select raise(fail, 'no'); end`,
  );
  await expect(registry.decide(name, swapTo('3'))).rejects.toMatchObject({ code: 'DATABASE_REFUSED' });
  expect(await ask(registry)).toBe('1');
  expect(registry.viewOf(name, '3')).toMatchObject({ state: 'on disk' });
});

it('a version that MODELS pins is not swapped, and no decision is followed', async () => {
  const root = await modelsFolder(2);
  await decideElsewhere(root, { version: '2' });
  const registry = await openRegistry(root, { MODELS: `${name}@1` });
  await expect(registry.decide(name, swapTo('2'))).rejects.toMatchObject({ code: 'MODEL_CONFLICT' });
  expect(await ask(registry)).toBe('1');
});

it('a model of MODELS is not unloaded; what was loaded beside it is kept until it is', async () => {
  const root = await modelsFolder(3);
  await decideElsewhere(root, { version: '1' });
  const registry = await openRegistry(root);
  await expect(registry.unload(name)).rejects.toMatchObject({ code: 'MODEL_CONFLICT' });
  await expect(registry.unload('unheard-of')).rejects.toMatchObject({ code: 'UNKNOWN_MODEL' });
  await registry.load(name, '3');
  await registry.decide(name, swapTo('2'));
  expect(registry.route({ modelVersion: '3' }).card.version).toBe('3');
  expect(() => registry.route({ modelVersion: '7' })).toThrow('is not loaded; versions that are: 1, 3, 2');
});

it('a version that is retired answers what it was given, and is closed then', async () => {
  const root = await modelsFolder(3);
  await decideElsewhere(root, { version: '1' });
  const registry = await openRegistry(root);
  const first = registry.route({});
  let end = () => {};
  const using = first.use(() => new Promise<void>((resolve) => (end = resolve)));
  await registry.decide(name, swapTo('2'));
  await registry.decide(name, swapTo('3'));
  expect(registry.ready().map(({ card }) => card.version)).toEqual(['2', '3']);
  expect((await first.answer(pixels())).probabilities).toHaveLength(10);
  end();
  await using;
  await expect.poll(() => first.answer(pixels()).catch(({ code }) => code)).toBe('BATCHER_CLOSED');
});

it('closing waits for a version that is still being retired', async () => {
  const root = await modelsFolder(3);
  await decideElsewhere(root, { version: '1' });
  const registry = await openRegistry(root);
  const answers = Array.from({ length: 40 }, () => ask(registry));
  await registry.decide(name, swapTo('2'));
  await registry.decide(name, swapTo('3'));
  await registry.close();
  expect(await Promise.all(answers)).toEqual(answers.map(() => '1'));
});

it('versions on trial are not taken for the newest that serves', async () => {
  const root = await modelsFolder(3);
  const registry = await openRegistry(root, { CANARY: `${name}@3:10%`, SHADOW: `${name}@2` });
  expect(registry.servingOf(name)).toEqual({
    version: '1',
    canary: { version: '3', percent: 10 },
    shadow: '2',
  });
});

it('a start on a broken version fails with the name of the file', async () => {
  const root = await modelsFolder(1);
  await rm(join(versionFolder(root, 1), 'weights.bin'));
  await expect(openRegistry(root)).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: expect.stringContaining('weights.bin'),
  });
});
