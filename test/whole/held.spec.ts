import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { EmbeddedDriverBroker } from '../../src/transport/drivers/embedded/embedded.broker.js';
import { temporaryFolder } from '../support/test-application.js';

const topics = ['computes', 'stores', 'computes-dlt'];
const each = 20;

interface Handled {
  readonly topic: string;
  readonly done: boolean;
}

it('what waits for a part that is away is never buried, however often its process is killed', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'broker.db');
  const {
    drivers: { embedded },
    transport,
  } = readConfig({});
  const broker = new EmbeddedDriverBroker({ ...embedded, file }, transport.driver);
  onTestFinished(() => broker.close());
  await broker.connect();
  // What an earlier version buried twice is read as well, though nothing makes such a topic any more.
  const published = [...topics, 'computes-dlt-dlt'];
  const message = (topic: string, n: number) => ({ topic, value: Buffer.from(`${n}`), headers: {} });
  await broker.publish(
    published.flatMap((topic) => Array.from({ length: each }, (_, n) => message(topic, n))),
  );

  /** Each life reads with a group of its own, so it need not wait until the leases of the dead run out. */
  const live = (group: string, database: 'away' | 'there') => {
    const handled: Handled[] = [];
    const script = join(import.meta.dirname, 'held/holder.mjs');
    const child = fork(script, [file, join(folder, 'in-flight'), group, database], { silent: true });
    child.on('message', (one: Handled) => handled.push(one));
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, exited: once(child, 'exit'), handled };
  };
  for (let life = 1; life <= 3; life += 1) {
    const { child, exited, handled } = live(`life-${life}`, 'away');
    await expect
      .poll(() => handled.length, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(life === 1 ? 3 * each : 1);
    child.kill('SIGKILL');
    await exited;
  }
  const last = live('last', 'there');
  const done = (topic: string) => last.handled.filter((one) => one.topic === topic && one.done).length;
  await expect
    .poll(() => topics.map((topic) => done(topic)), { timeout: 20_000 })
    .toEqual([each, each, 2 * each]);
  last.child.send('stop');
  await last.exited;
  expect((await broker.admin.listTopics()).toSorted()).toEqual(published.toSorted());
}, 60_000);
