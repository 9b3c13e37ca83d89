import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { JournalLease } from './journal.lease.js';

it('brokers with the same folder all know what a dead process left there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'seamline-lease-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const host = hostname().replaceAll(/[^\w-]/g, '_');
  writeFileSync(
    join(directory, `${host}.${2 ** 22 + 1}.abc.journal`),
    '+kafka/images/0/1\n+embedded/images/0/1\n',
  );
  const [kafka, embedded] = [new JournalLease(directory), new JournalLease(directory)];
  expect(kafka.journal.deathsOf('kafka/images/0/1')).toBe(1);
  expect(embedded.journal.deathsOf('embedded/images/0/1')).toBe(1);

  kafka.onApplicationShutdown();
  await expect(embedded.journal.run('embedded/images/0/2', async () => 'done')).resolves.toBe('done');
  embedded.onApplicationShutdown();
  expect(readdirSync(directory)).toEqual([]);

  const again = new JournalLease(directory);
  expect(readdirSync(directory)).toHaveLength(1);
  again.onApplicationShutdown();
});
