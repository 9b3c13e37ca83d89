import { Logger } from '@nestjs/common';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import {
  addVersion,
  breakVersion,
  modelsFolder,
  name,
  versionFolder,
  writeServing,
} from '../../../test/support/models-folder.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { readConfig } from '../../configuration.js';
import { Engine } from '../models/engine.js';
import { beginCanary, beginShadow, swapTo } from '../rollout/decisions.js';
import { ModelRegistry } from './model-registry.js';

Logger.overrideLogger(['error', 'fatal']);

async function openRegistry(root: string, settings: Record<string, string> = {}): Promise<ModelRegistry> {
  const { model, batch } = readConfig({ MODELS_DIR: root, MODELS: name, ...settings });
  const cacheDirectory = await temporaryFolder();
  const registry = await ModelRegistry.open({ model, batch }, (directory) =>
    Engine.open(directory, { backend: 'wasm', workers: 1, batchSize: 16, cacheDirectory }),
  );
  onTestFinished(() => registry.close());
  return registry;
}

const pixels = () => new Uint8Array(784).fill(100);

/** The version that has answered. */
async function ask(registry: ModelRegistry): Promise<string> {
  const served = registry.route({ id: 'image' });
  await served.use(() => served.answer(pixels()));
  return served.card.version;
}

/** What is logged as an error until the test ends. */
function errorsLogged(): string[] {
  const errors: string[] = [];
  const log = { log() {}, warn() {}, error: (message: unknown) => void errors.push(String(message)) };
  Logger.overrideLogger(log);
  onTestFinished(() => Logger.overrideLogger(['error', 'fatal']));
  return errors;
}

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
  await writeServing(root, { version: '1' });
  await breakVersion(root, 2);
  const registry = await openRegistry(root);
  const written = await readFile(join(root, name, 'serving.json'), 'utf8');
  await expect(registry.decide(name, swapTo('2'))).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: expect.stringContaining(join(versionFolder(root, 2), 'weights.bin')),
  });
  expect(await ask(registry)).toBe('1');
  expect(registry.servingOf(name)).toEqual({ version: '1' });
  expect(await readFile(join(root, name, 'serving.json'), 'utf8')).toBe(written);
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
  await writeServing(root, { version: '1' });
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
  await mkdir(join(root, name, 'serving.json', 'in-the-way'), { recursive: true });
  await addVersion(root, 3);
  await expect(registry.decide(name, swapTo('3'))).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  expect(await ask(registry)).toBe('1');
  expect(registry.viewOf(name, '3')).toMatchObject({ state: 'on disk' });
});

it('a second process on the folder does what the first decides', async () => {
  const root = await modelsFolder(3);
  await writeServing(root, { version: '1' });
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

it('two processes that decide at once end with the same', async () => {
  const root = await modelsFolder(3);
  await writeServing(root, { version: '1' });
  const [first, second] = [await openRegistry(root), await openRegistry(root)];
  await Promise.all([first.decide(name, swapTo('2')), second.decide(name, swapTo('3'))]);
  await expect
    .poll(() => [first, second].map((registry) => registry.servingOf(name).version), { timeout: 20_000 })
    .toSatisfy(([one, other]) => one === other && one !== '1');
});

it('a decision that cannot be followed changes nothing, and is logged once', async () => {
  const root = await modelsFolder(2);
  await writeServing(root, { version: '1' });
  const errors = errorsLogged();
  const registry = await openRegistry(root);
  await writeServing(root, { version: '9' });
  await expect.poll(() => errors, { timeout: 10_000 }).toHaveLength(1);
  expect(errors[0]).toContain(`${name} stays as it is: there is no model "${name}@9"`);
  expect(await ask(registry)).toBe('1');
  await expect(registry.decide(name, beginShadow('2'))).resolves.toEqual({ version: '1', shadow: '2' });
  await writeServing(root, { version: '2' });
  await expect.poll(() => registry.servingOf(name), { timeout: 10_000 }).toEqual({ version: '2' });
  expect(errors).toHaveLength(1);
});

it('a version that MODELS pins is not swapped, and no decision is followed', async () => {
  const root = await modelsFolder(2);
  await writeServing(root, { version: '2' });
  const registry = await openRegistry(root, { MODELS: `${name}@1` });
  await expect(registry.decide(name, swapTo('2'))).rejects.toMatchObject({ code: 'MODEL_CONFLICT' });
  expect(await ask(registry)).toBe('1');
});

it('a model of MODELS is not unloaded; what was loaded beside it is kept until it is', async () => {
  const root = await modelsFolder(3);
  await writeServing(root, { version: '1' });
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
  await writeServing(root, { version: '1' });
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
  await writeServing(root, { version: '1' });
  const registry = await openRegistry(root);
  const answers = Array.from({ length: 40 }, () => ask(registry));
  await registry.decide(name, swapTo('2'));
  await registry.decide(name, swapTo('3'));
  await registry.close();
  expect(await Promise.all(answers)).toEqual(answers.map(() => '1'));
});

it.each([
  ['the version before', { version: '7', previous: '1', canary: { version: '8', percent: 5 } }, '1'],
  ['the newest', { version: '7', previous: '6', shadow: '8' }, '2'],
])(
  'for a version that is gone %s serves from the start, and the log says so',
  async (_, decided, expected) => {
    const root = await modelsFolder(2);
    await writeServing(root, decided);
    const errors = errorsLogged();
    const registry = await openRegistry(root);
    expect(registry.servingOf(name)).toEqual({ version: expected });
    expect(errors[0]).toContain(`serving.json of ${name} names versions that are gone: 7, `);
  },
);

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
