import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ownSettings, startTestApplication, temporaryFolder } from '../../support/test-application.js';
import { pages, root } from './blocks.js';
import { commandsOf } from './shell.js';

const execute = promisify(execFile);
const { text: readme = '' } = pages.find(({ path }) => path === 'README.md') ?? {};
const [, script = ''] = /## Ask it\n\n```sh\n([\s\S]+?)```/.exec(readme) ?? [];

/** Files that a command made are in the folder, all others in the repository. */
const fileOf = (name: string, folder: string) =>
  readFile(join(folder, name)).catch(() => readFile(join(root, name)));

/** What `curl` with these words asks; as in curl, `-F` is a form and `-d` a body, and both are posted. */
async function ask(words: readonly string[], url: string, folder: string): Promise<Response> {
  const form = new FormData();
  let body: BodyInit | null = null;
  let asked: string | undefined;
  let address = '';
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) address = word.replace('http://127.0.0.1:3000', url);
    const [field = '', name = ''] = (words[at + 1] ?? '').split('@');
    if (word === '-X') asked = words[++at];
    if (word === '-d') body = new Uint8Array(await fileOf(name, folder));
    if (word === '-F')
      form.append(field.slice(0, -1), new Blob([new Uint8Array(await fileOf(name, folder))]), basename(name));
    if (word === '-d' || word === '-F') {
      at += 1;
      body ??= form;
    }
  }
  // What curl sends with `-d`; a form says its type itself.
  const headers = body instanceof Uint8Array ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
  const method = asked ?? (body ? 'POST' : 'GET');
  return fetch(address, { method, headers, ...(body && { body }) });
}

it('the lines of "Ask it" do what they say, one after the other, without a broker or a file from elsewhere', async () => {
  const folder = await temporaryFolder();
  const { url } = await startTestApplication({ ...(await ownSettings()), BACKEND: 'wasm' });
  const commands = commandsOf(script);
  expect(commands.length).toBeGreaterThan(4);
  for (const { words } of commands) {
    const line = words.join(' ');
    if (words[0] === 'node') {
      await execute(process.execPath, [join(root, words[1] ?? ''), ...words.slice(2)], { cwd: folder });
      continue;
    }
    expect(words[0], line).toBe('curl');
    const answer = await ask(words, url, folder);
    const said = await answer.text();
    expect(answer.ok, `${line}: ${answer.status} ${said}`).toBe(true);
    if (line.includes('wait=')) expect(JSON.parse(said), line).toMatchObject({ complete: true });
  }
}, 60_000);
