import { expect, it } from 'vitest';
import { completionsOf } from './completion.js';
import { createProgram } from './program.js';

it.each([
  ['commands', ['to'], ['topics']],
  ['commands of a command', ['topics', 'c'], ['create']],
  ['options', ['doctor', '--no'], ['--no-create']],
  ['options of the program', ['--v'], ['--version']],
  ['values of an option', ['publish', '--broker', ''], ['embedded', 'kafka', 'pubsub']],
  ['values behind =, which bash takes for a word', ['publish', '--broker', '=', 'k'], ['kafka']],
  ['values of an argument', ['completion', ''], ['bash', 'zsh', 'fish']],
  ['options in place of an argument', ['completion', '--h'], ['--help']],
  ['no command in the value of an option', ['publish', '--model', 'topics', '--bro'], ['--broker']],
  ['nothing in place of a file', ['publish', ''], []],
  ['nothing where any text is allowed', ['publish', '--model', ''], []],
])('completes %s', async (_, typed, expected) => {
  expect(completionsOf(await createProgram(), typed).map(({ word }) => word)).toEqual(expected);
});

it('describes what it completes', async () => {
  expect(completionsOf(await createProgram(), ['doctor', '--no-create'])[0]?.about).toMatch(/\w+ \w+/);
});
