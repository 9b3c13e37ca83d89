import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { withServer } from '../../support/services/with-server.js';
import { onSuiteFinished } from '../../support/test-application.js';
import { copyInto, installPacked, type Installed } from './packed.js';

const expected = [
  'the answer is {"item":"tea","price":3}',
  'order a1 is paid after 1 attempts',
  'order a2 is paid after 3 attempts',
  'order b1 is a dead letter, BAD_MESSAGE: there is no "milk"; there are: tea, coffee',
  'order b2 is a dead letter, BAD_MESSAGE: quantity is "0"; allowed: a whole number from 1',
];

describe('examples/orders, on the packed library', () => {
  const onEnd = onSuiteFinished();
  const running: ReturnType<typeof spawn>[] = [];
  let installed: Installed;

  beforeAll(async () => {
    installed = await installPacked(onEnd);
    await copyInto(installed, 'examples/orders');
    // Against the declarations that are packed, every one of which is checked.
    await installed.node('node_modules/typescript/bin/tsc');
  }, 300_000);

  afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));

  /** Runs the example until it has done what it shows, and ends it in order. */
  async function showsEverything(settings: Readonly<Record<string, string>>): Promise<void> {
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: installed.folder,
      env: { PATH: process.env['PATH'], NO_COLOR: '1', ...settings },
    });
    running.push(child);
    const exited = once(child, 'exit');
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    for (const line of expected) await expect.poll(() => output, { timeout: 60_000 }).toContain(line);
    expect(output).toMatch(/bank does not answer; next try in \d+ ms/);
    child.kill('SIGTERM');
    // Nest ends by raising the signal again, after everything is closed.
    expect(await exited).toEqual([null, 'SIGTERM']);
  }

  it('answers, retries and buries on the embedded broker', () => showsEverything({}), 90_000);

  withServer('kafka', inject('kafka'), ({ brokers }) => {
    it('does the same on Kafka, by one variable', () => {
      const own = `orders-${randomBytes(4).toString('hex')}-`;
      return showsEverything({
        KAFKA_BROKERS: brokers.join(','),
        TOPIC_PREFIX: own,
        GROUP_ID: `${own}group`,
      });
    }, 90_000);
  });
});
