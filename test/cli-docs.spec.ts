import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { bashCompletion } from '../src/cli/completion-scripts.js';
import { createProgram } from '../src/cli/program.js';

const reference = readFileSync(join(import.meta.dirname, '../docs/cli.md'), 'utf8');

/** Every command with its full name. */
function all(command: Command, name = command.name()): { name: string; command: Command }[] {
  const below = command.commands.flatMap((each) => all(each, `${name} ${each.name()}`));
  return [{ name, command }, ...below];
}

it.each(all(createProgram()))('docs/cli.md has $name as it is', ({ name, command }) => {
  const section = reference.split(/^## /m).find((text) => text.startsWith(`\`${name}\`\n`)) ?? '';
  const written = [...section.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, flag]) => flag);
  expect(section).toContain(command.description());
  expect(written).toEqual(command.options.map(({ long }) => long));
});

it('completes commands, options and their values in bash', () => {
  const complete = (...words: string[]) => {
    const typed = `COMP_WORDS=(seamline ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`;
    const script = `${bashCompletion(createProgram())}\n${typed}; _seamline; echo "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ');
  };
  expect(complete('to')).toEqual(['topics']);
  expect(complete('topics', 'c')).toEqual(['create']);
  expect(complete('publish', '--broker', '')).toEqual(['embedded', 'kafka', 'pubsub']);
  expect(complete('doctor', '--no')).toEqual(['--no-create']);
});
