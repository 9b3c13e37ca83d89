import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InFlightJournal } from './in-flight.journal.js';

describe('InFlightJournal', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'seamline-journal-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const journals = () => readdirSync(directory).filter((name) => name.endsWith('.journal'));
  const content = () => readFileSync(join(directory, journals()[0] ?? ''), 'utf8');

  /** A journal as a process leaves it that died with these lines on disk. */
  async function leaveBehind(lines: string): Promise<void> {
    writeFileSync(join(directory, 'exit.mjs'), '');
    const child = fork(join(directory, 'exit.mjs'));
    await once(child, 'exit');
    const host = hostname().replaceAll(/[^\w-]/g, '_');
    writeFileSync(join(directory, `${host}.${child.pid}.abc.journal`), lines);
  }

  it('has a message on disk before its work begins, and no longer when nothing is in work', async () => {
    const journal = InFlightJournal.open(directory);
    await journal.run('kafka/images/0/1', async () => {
      expect(content()).toContain('+kafka/images/0/1\n');
    });
    await expect.poll(content).toContain('-kafka/images/0/1\n');
    journal.onApplicationShutdown();
    expect(journals()).toEqual([]);
  });

  it('does not record what only waits for another part, and records it again afterwards', async () => {
    const journal = InFlightJournal.open(directory);
    await journal.run('a', async (waiting) => {
      await waiting(async () => {
        await expect.poll(content).toBe('+a\n-a\n');
      });
      expect(content()).toBe('+a\n-a\n+a\n');
    });
    journal.onApplicationShutdown();
  });

  it('lets what has waited go on only after a suspect that runs alone, and keeps that one alone in its own wait', async () => {
    await leaveBehind('+suspect\n');
    const journal = InFlightJournal.open(directory);
    const steps: string[] = [];
    let suspect: Promise<void> | undefined;
    await journal.run('other', async (waiting) => {
      await waiting(async () => {
        suspect = journal.run('suspect', async (wait) => {
          steps.push('suspect begins');
          await wait(() => pause(20));
          steps.push('suspect ends');
        });
        await expect.poll(() => steps).toContain('suspect begins');
      });
      steps.push('other goes on');
    });
    await suspect;
    expect(steps).toEqual(['suspect begins', 'suspect ends', 'other goes on']);
    journal.onApplicationShutdown();
  });

  it('counts the deaths of what a dead process left in work, over several lives', async () => {
    await leaveBehind('!2 a\n+a\n+b\n+c\n-c\n+cut off');
    const journal = InFlightJournal.open(directory);
    expect(['a', 'b', 'c', 'cut off'].map((name) => journal.deathsOf(name))).toEqual([3, 1, 0, 0]);
    expect(journals()).toHaveLength(1);
    expect(content()).toBe('!3 a\n!1 b\n');
    journal.onApplicationShutdown();
  });

  it('no longer suspects what has ended, however it ended', async () => {
    await leaveBehind('!2 buried\n+buried\n+handled\n+failed\n');
    const journal = InFlightJournal.open(directory);
    journal.forget('buried');
    await journal.run('handled', async () => {});
    await expect(journal.run('failed', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(['buried', 'handled', 'failed'].map((name) => journal.deathsOf(name))).toEqual([0, 0, 1]);
    journal.onApplicationShutdown();
  });

  it('leaves alone the journal of a process that lives, and of another machine', async () => {
    const living = InFlightJournal.open(directory);
    writeFileSync(join(directory, 'elsewhere.1.abc.journal'), '+a\n');
    const journal = InFlightJournal.open(directory);
    expect(journals()).toHaveLength(3);
    expect(journal.deathsOf('a')).toBe(0);
    living.onApplicationShutdown();
    journal.onApplicationShutdown();
  });

  it('runs a suspect alone: after what is in work, before what comes later', async () => {
    await leaveBehind('+suspect\n');
    const journal = InFlightJournal.open(directory);
    const events: string[] = [];
    let finish = () => {};
    const logged = (name: string, wait = Promise.resolve()) =>
      journal.run(name, async () => {
        events.push(`${name} starts`);
        await wait;
        events.push(`${name} ends`);
      });
    const first = logged('first', new Promise<void>((done) => (finish = done)));
    await expect.poll(() => events).toEqual(['first starts']);
    const rest = [logged('suspect'), logged('later')];
    finish();
    await Promise.all([first, ...rest]);
    expect(events).toEqual([
      'first starts',
      'first ends',
      'suspect starts',
      'suspect ends',
      'later starts',
      'later ends',
    ]);
    expect(journal.deathsOf('suspect')).toBe(0);
    journal.onApplicationShutdown();
  });

  it('stays small however many messages pass', async () => {
    const journal = InFlightJournal.open(directory);
    const name = 'x'.repeat(1000);
    for (let round = 0; round < 30; round += 1) {
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => journal.run(`${name}${index}`, async () => {})),
      );
    }
    expect(content().length).toBeLessThan(1_500_000);
    journal.onApplicationShutdown();
  });
});
