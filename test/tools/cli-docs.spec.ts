import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createProgram } from '../../src/tools/cli/program.js';
import { referenceOf } from '../../src/tools/cli/reference.js';
import { seamlineFile } from './cli/seamline.js';

const reference = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8');

it('docs/cli.md has every command as it is; npm run reference writes it', async () => {
  const [above = ''] = reference.split(/^## /m);
  expect(reference).toBe(above + referenceOf(await createProgram()).join('\n'));
});

it('completes commands, options and their values in bash', () => {
  const complete = (...words: string[]) => {
    const typed = `COMP_WORDS=(seamline ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`;
    const script = `seamline() { '${process.execPath}' '${seamlineFile}' "$@"; }
      eval "$(seamline completion bash)"
      ${typed}; _seamline; echo "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ');
  };
  expect(complete('topics', 'c')).toEqual(['create']);
  expect(complete('publish', '--broker', '')).toEqual(['embedded', 'kafka', 'pubsub']);
});
