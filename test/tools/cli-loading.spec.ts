import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { installedWith } from '../support/installed.js';

const always = ['commander', 'reflect-metadata'];

/** `seamline` where all that it can load are these packages and those that every command loads. */
async function seamlineWith(...packages: string[]) {
  const program = await installedWith([...always, ...packages]);
  return (...words: string[]) =>
    execFileSync(process.execPath, [program, ...words], { encoding: 'utf8' }).trim();
}

it('says its version with next to nothing loaded', async () => {
  const seamline = await seamlineWith();
  expect(seamline('--version')).toMatch(/^\d+\.\d+\.\d+$/);
});

it('loads only the command that is named, and Nest not before it runs', async () => {
  const seamline = await seamlineWith('zod');
  expect(seamline('doctor', '--help')).toContain('--no-create');
  expect(seamline('completion', 'bash')).toContain('complete -o default');
  expect(seamline('completion', 'bash', '--', 'doctor', '--no')).toBe('--no-create');
});

it('completes at a Tab without Nest, TensorFlow or sharp', async () => {
  const seamline = await seamlineWith('zod', 'cli-progress', 'eventsource-parser');
  expect(seamline('completion', 'bash', '--', 'to')).toBe('topics');
  const brokers = seamline('completion', 'bash', '--', 'publish', '--broker', '');
  expect(brokers.split('\n')).toEqual(['embedded', 'kafka', 'pubsub']);
});
