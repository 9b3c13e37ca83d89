import { expect } from 'vitest';
import { change, rowsOf, versionsIn } from '../rollout/service.js';
import { killAndRestart, type RoleProcess, servingAt, startRole } from './roles.js';

/** Starts a process for each part of a deployment, each with a models folder of its own, and decides in one of them. */
export async function decideInThreeProcesses(settings: Readonly<Record<string, string>>): Promise<void> {
  const started = ['api', 'classifier,inference', 'results'].map((role) => startRole(role, settings));
  let [api, classifier, results] = (await Promise.all(started)) as [RoleProcess, RoleProcess, RoleProcess];
  await Promise.all([api.ready, classifier.ready, results.ready]);
  const url = await api.ready;
  expect(versionsIn(await rowsOf(url, 0, 10))).toEqual(new Set(['3']));
  expect(await change(url, 'swap', { version: '2' })).toMatchObject({ status: 202 });
  expect(await change(url, 'canary', { version: '1', percent: 50 })).toMatchObject({ status: 202 });
  const decided = 'fashion-mnist@2 serves, 50 % of its events go to @1';
  await expect.poll(() => classifier.output(), { timeout: 20_000 }).toContain(decided);
  expect(versionsIn(await rowsOf(url, 0, 60))).toEqual(new Set(['1', '2']));
  [api, classifier, results] = await Promise.all([
    killAndRestart(api),
    killAndRestart(classifier),
    killAndRestart(results),
  ]);
  await Promise.all([classifier.ready, results.ready]);
  const again = await api.ready;
  expect(classifier.output()).toContain(decided);
  expect(classifier.output()).not.toContain('@3');
  expect(await servingAt(again)).toMatchObject({ version: '2', previous: '3', canary: { version: '1' } });
  expect(versionsIn(await rowsOf(again, 0, 60))).toEqual(new Set(['1', '2']));
}
