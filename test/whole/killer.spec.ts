import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { headerText, type ReceivedMessage } from '../../src/transport/broker.js';
import { EmbeddedDriverBroker } from '../../src/transport/drivers/embedded/embedded.broker.js';
import { temporaryFolder } from '../support/test-application.js';

it('a message that kills the process each time becomes a dead letter, and its neighbours are handled', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'broker.db');
  const {
    drivers: { embedded },
    transport,
  } = readConfig({});
  const broker = new EmbeddedDriverBroker({ ...embedded, file }, transport.driver);
  onTestFinished(() => broker.close());
  await broker.connect();
  const letters: ReceivedMessage[] = [];
  await broker.subscribe({ topic: 'work-dlt', group: 'observer', maxInFlight: 1 }, async (letter) => {
    letters.push(letter);
  });
  const messages = Array.from({ length: 40 }, (_, n) => ({ n, kill: n === 17 }));
  const toMessage = (value: object) => ({
    topic: 'work',
    value: Buffer.from(JSON.stringify(value)),
    headers: {},
  });
  await broker.publish(messages.map(toMessage));

  const handled = new Set<number>();
  let lives = 0;
  for (; letters.length === 0 && lives < 10; lives += 1) {
    const child = fork(join(import.meta.dirname, 'killer/handler.mjs'), [file, join(folder, 'in-flight')]);
    child.on('message', (n: number) => handled.add(n));
    const exited = once(child, 'exit');
    onTestFinished(() => void child.kill('SIGKILL'));
    await Promise.race([exited, expect.poll(() => letters.length, { timeout: 60_000 }).toBe(1)]);
    if (letters.length > 0) {
      await expect.poll(() => handled.size, { timeout: 20_000 }).toBe(39);
      child.send('stop');
      await exited;
    }
  }
  expect(lives, 'three that died, and one that found the cause').toBe(3 + 1);
  expect(JSON.parse(Buffer.from(letters[0]!.value!).toString())).toEqual({ n: 17, kill: true });
  expect(headerText(letters[0]!, 'seamline-error-code')).toBe('PROCESS_DIED');
}, 120_000);
