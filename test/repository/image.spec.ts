import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { ownSettings, temporaryFolder } from '../support/test-application.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const instructions = readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n');
const ignore = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');

/** What the last stage, or every stage, takes out of the repository. */
function copied(lines: readonly string[]): string[] {
  return lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(' ').slice(1, -1));
}

it("lets everything that the Dockerfile copies through .dockerignore's list", () => {
  const allowed = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const sources = copied(instructions);
  const isAllowed = (path: string) => allowed.some((entry) => `${path}/`.startsWith(`${entry}/`));
  expect(sources.filter((path) => !isAllowed(path))).toEqual([]);
  expect(sources.length).toBeGreaterThan(8);
});

it(
  "starts from the files of the image alone and writes none of them, and the image's health check sees it",
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryFolder();
    const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));
    for (const path of copied(last)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await cp(join(root, path), join(folder, path), { recursive: true });
    }
    await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const files = () => readdir(folder, { recursive: true });
    const before = await files();
    const command = JSON.parse(last.find((line) => line.startsWith('CMD '))?.slice(4) ?? '[]') as string[];
    const health = JSON.parse(
      last.find((line) => line.includes(' CMD '))?.split(' CMD ')[1] ?? '[]',
    ) as string[];
    const env = { PATH: process.env['PATH'], ...(await ownSettings(onTestFinished)), PORT: '0' };
    const [program = '', ...args] = command;
    const child = spawn(program, args, { cwd: folder, env });
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => {
        output += text.toString();
        const [, found] = /open http:\/\/[^:]+:(\d+):/.exec(output) ?? [];
        if (found) resolve(found);
      });
      child.once('exit', () => reject(new Error(output)));
    });
    const [check = '', ...checkArgs] = health;
    await promisify(execFile)(check, checkArgs, { cwd: folder, env: { ...env, PORT: port } });
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(await page.text()).toContain('<title>');
    // Its file system may be read-only.
    expect(await files()).toEqual(before);
  },
);
