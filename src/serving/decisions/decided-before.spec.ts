import { Logger } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { readConfig } from '../../configuration.js';
import { Database } from '../../outcomes/database/database.js';
import { SqliteEngine } from '../../outcomes/database/sqlite.engine.js';
import { DecidedBefore } from './decided-before.js';
import { DecisionsRepository } from './decisions.repository.js';
import { followDecisions } from './follow-decisions.js';

Logger.overrideLogger(['error', 'fatal']);

/** A models folder with a decision of before, and the folder of a service's data. */
async function folders() {
  const [models, data] = [await temporaryFolder(), await temporaryFolder()];
  await mkdir(join(models, 'digits'));
  await writeFile(join(models, 'digits', 'serving.json'), '{"version":"2","previous":"1"}\n');
  return { models, data };
}

const before = { version: '2', previous: '1' };

async function deciding({ models, data }: Awaited<ReturnType<typeof folders>>) {
  const database = await Database.open(new SqliteEngine(join(data, 'results.db')));
  onTestFinished(() => database.close());
  return new DecidedBefore(new DecisionsRepository(database), models, true);
}

async function following({ models, data }: Awaited<ReturnType<typeof folders>>) {
  const decisions = await followDecisions(
    readConfig({ MODELS_DIR: models, DATA_DIR: data, ROLES: 'inference' }),
  );
  onTestFinished(() => decisions.close());
  return decisions;
}

it('a serving.json of before is taken over once, by one of many processes, and stays as it is', async () => {
  const own = await folders();
  const all = await Promise.all([deciding(own), deciding(own), deciding(own)]);
  const found = await Promise.all(all.map((decisions) => decisions.newest('digits')));
  expect(found).toEqual(all.map(() => ({ revision: 1, serving: before })));
  await writeFile(join(own.models, 'digits', 'serving.json'), '{"version":"9"}');
  expect(await all[0]!.newest('digits')).toEqual({ revision: 1, serving: before });
  await all[1]!.decide('digits', { serving: { version: '3' }, after: 1 });
  expect(await all[2]!.newest('digits')).toEqual({ revision: 2, serving: { version: '3' } });
  expect(await readFile(join(own.models, 'digits', 'serving.json'), 'utf8')).toBe('{"version":"9"}');
});

it('a serving.json that is damaged is named, until the next decision', async () => {
  const own = await folders();
  await writeFile(join(own.models, 'digits', 'serving.json'), '{"version"');
  const decisions = await deciding(own);
  expect(await decisions.newest('digits')).toMatchObject({
    revision: 0,
    serving: undefined,
    damage: expect.stringContaining('serving.json is damaged: no JSON'),
  });
  await decisions.decide('digits', { serving: { version: '3' }, after: 0 });
  expect(await decisions.newest('digits')).toEqual({ revision: 1, serving: { version: '3' } });
});

it('two services of one models folder decide apart from each other', async () => {
  const own = await folders();
  const [one, other] = [await deciding(own), await deciding({ ...own, data: await temporaryFolder() })];
  await one.newest('digits');
  await one.decide('digits', { serving: { version: '5' }, after: 1 });
  expect(await other.newest('digits')).toEqual({ revision: 1, serving: before });
});

it('a process that only follows makes no file, and sees decisions once another process has made it', async () => {
  const own = await folders();
  const follower = await following(own);
  expect(await follower.newest('digits')).toEqual({ revision: 0, serving: before });
  expect(await follower.newest('letters')).toBeUndefined();
  expect(existsSync(join(own.data, 'results.db'))).toBe(false);
  const decisions = await deciding(own);
  await decisions.newest('digits');
  await decisions.decide('digits', { serving: { version: '3' }, after: 1 });
  expect(await follower.newest('digits')).toEqual({ revision: 2, serving: { version: '3' } });
  await expect(follower.decide('digits', { serving: { version: '4' }, after: 2 })).rejects.toMatchObject({
    code: 'MODEL_CONFLICT',
    message: expect.stringContaining('role api'),
  });
});
