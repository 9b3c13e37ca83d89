import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { onSuiteFinished } from '../../support/test-application.js';
import { copyInto, installPacked, type Installed } from './packed.js';

const page = readFileSync(new URL('../../../docs/library.md', import.meta.url), 'utf8');
/** The page's programs, by the path in their first line. */
const programs = new Map(
  [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]+?)```/g)].map(([, path = '', text = '']) => [path, text]),
);

describe('docs/library.md', () => {
  const onEnd = onSuiteFinished();
  let installed: Installed;

  beforeAll(async () => {
    installed = await installPacked(onEnd);
    await copyInto(installed, 'examples/orders/tsconfig.json', 'tsconfig.json');
    await writeFile(join(installed.folder, 'package.json'), '{"type":"module"}');
    await mkdir(join(installed.folder, 'src'));
    for (const [path, text] of programs) await writeFile(join(installed.folder, path), text);
    await installed.node('node_modules/typescript/bin/tsc');
  }, 300_000);

  it('has a name for each of its programs', () => {
    expect([...programs.keys()]).toEqual(['src/app.ts', 'src/several.ts', 'src/plain.ts', 'src/codec.ts']);
    expect(page.match(/```ts\n/g)).toHaveLength(programs.size);
  });

  it('shows an application that answers and says why it does not', async () => {
    const output = await installed.node('dist/app.js');
    expect(output).toContain("{ sum: 6, over: 'embedded' }");
    expect(output).toContain('BAD_MESSAGE: sum takes a list of numbers');
    expect(output).toContain('dead letter, BAD_MESSAGE: sum takes a list of numbers');
  }, 60_000);

  it('shows several brokers, injected by name and made of other providers', async () => {
    expect(await installed.node('dist/several.js')).toContain('read a letter of the archive');
  }, 60_000);

  it('shows a program without Nest', async () => {
    expect(await installed.node('dist/plain.js')).toMatch(/^hello under the key a, at \d\/0$/m);
  }, 60_000);

  it('shows a codec that reads what it writes, and refuses what it cannot read', async () => {
    const code = `
      const { temperatures } = await import('./dist/codec.js');
      const message = temperatures.encode(-12.5, 'temperatures');
      console.log(temperatures.decode(message, 'temperatures'));
      try { temperatures.decode({ value: Buffer.alloc(3) }, 'temperatures') } catch (error) { console.log(error.message) }`;
    const output = await installed.node('--input-type=module', '--eval', code);
    expect(output).toBe('-12.5\na temperature has 2 bytes, not 3\n');
  });

  it('has no chaos beside it: the command says where that is', async () => {
    const chaos = installed.node('node_modules/seamline/dist/tools/cli/seamline.js', 'chaos');
    await expect(chaos).rejects.toMatchObject({
      code: 2,
      stderr:
        'seamline: chaos is part of the repository, not of the package: clone the repository and run `npm run chaos` there\n',
    });
  }, 60_000);
});
