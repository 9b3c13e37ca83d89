import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import { knownSubscriptions } from '../../../src/events/transport.module.js';
import { openBroker } from '../../../src/tools/verification/open-broker.js';
import { seamlineFile } from '../../tools/cli/seamline.js';
import { temporaryFolder } from '../../support/test-application.js';
import { type Block, root } from './blocks.js';

const execute = promisify(execFile);

/**
 * What ends by itself in a moment and needs nothing but the program. `demo` is run by test/tools/json-lines.cli.spec.ts, and
 * `evaluate` and `train` by test/training/train-and-evaluate.spec.ts.
 */
const runnable = [
  /^npx seamline (doctor|topics|subscriptions|api-key|completion|publish pictures)( |$)(?!.*--model)/,
  /^node scripts\/draw-pictures\.mjs /,
];

/** Pages whose commands a test of their own runs: test/whole/rebuild-results.spec.ts. */
const elsewhere = ['docs/howto/rebuild-results.md'];

/** The commands that can run here, by their page; what stands on two pages is run on the first. */
export function runnableOf(blocks: readonly Block[]): Map<string, string[]> {
  const seen = new Set<string>();
  const byPage = new Map<string, string[]>();
  for (const { place, commands } of blocks) {
    const page = place.split(':')[0] ?? '';
    if (elsewhere.includes(page)) continue;
    for (const { settings, words } of commands) {
      const text = words.join(' ');
      const isNew = !seen.has(text) && runnable.some((pattern) => pattern.test(text));
      if (!isNew || Object.keys(settings).length > 0) continue;
      seen.add(text);
      byPage.set(page, [...(byPage.get(page) ?? []), text]);
    }
  }
  return byPage;
}

/** Runs the commands of a page in their order, in a folder on which a service once ran. */
export async function runAll(commands: readonly string[]): Promise<void> {
  const folder = await temporaryFolder();
  const { PATH, HOME } = process.env;
  const settings = { DATA_DIR: folder, PORT: '0', ROLES: 'results' };
  await leaveSubscriptions(settings);
  for (const command of commands) {
    const [program = '', file = '', ...words] = command.split(' ');
    const script = program === 'npx' ? seamlineFile : join(root, file);
    const options = { cwd: folder, env: { PATH, HOME, ...settings } };
    const code = await execute(process.execPath, [script, ...words], options).then(
      () => 0,
      (error: { code: unknown; stderr: string }) => `${String(error.code)} ${error.stderr}`,
    );
    // 1 is the doctor's word for what is not well here; it is its having looked that counts.
    const isDone = code === 0 || (command.includes('doctor') && code === '1 ');
    expect(isDone, `${command}: ${code}`).toBe(true);
  }
}

async function leaveSubscriptions(settings: Readonly<Record<string, string>>): Promise<void> {
  const config = readConfig(settings);
  const broker = await openBroker('embedded', config);
  for (const name of knownSubscriptions(config)) await broker.admin.createSubscription(name);
  await broker.close();
}
