import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../support/test-application.js';

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, '../..');
/** The packages are files beside the project, so that no registry is needed. */
const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };
const serves = `
  import { createServer } from 'node:http';
  import { readFileSync } from 'node:fs';
  const answer = () => readFileSync('node_modules/runs/index.js', 'utf8');
  const server = createServer((_, response) => response.end(answer())).listen(0, '127.0.0.1');
  server.once('listening', () => console.log(server.address().port));`;
const prepareAll = `
  import { prepare } from './scripts/prepare/prepare.mjs';
  await prepare(process.cwd(), { build: false, development: true });`;

/** ONNX Runtime's package has libraries for several platforms. */
const libraries = 'bin/napi-v6';
const own = `${process.platform}/${process.arch}`;
const platforms = [...new Set([own, 'win32/x64', 'linux/arm64', 'darwin/arm64'])];

let project: string;
let children: ChildProcess[];
const inside = (path: string) => join(project, 'node_modules', path);
const node = async (...args: string[]) => run(process.execPath, args, { cwd: project, env });

/** A project that runs with two packages, and is tested with two others. */
beforeEach(async () => {
  children = [];
  project = await temporaryFolder();
  await cp(join(repository, 'scripts'), join(project, 'scripts'), { recursive: true });
  await cp(join(repository, '.npmrc'), join(project, '.npmrc'));
  const kinds = { dependencies: ['runs', 'onnxruntime-node'], devDependencies: ['tests', 'draws'] };
  const manifest: Record<string, unknown> = { name: 'project', version: '1.0.0', type: 'module' };
  for (const [kind, names] of Object.entries(kinds)) {
    for (const name of names) await pack(name);
    manifest[kind] = Object.fromEntries(names.map((name) => [name, `file:${name}-1.0.0.tgz`]));
  }
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(project, 'serves.mjs'), serves);
  await writeFile(join(project, 'shows.mjs'), "console.log('shown');");
  await run('npm', ['install', '--package-lock-only', '--offline'], { cwd: project, env });
});

afterEach(() => children.forEach((child) => child.kill('SIGKILL')));

/** As `npm pack` does, which takes longer. */
async function pack(name: string): Promise<void> {
  const folder = join(project, 'sources', name, 'package');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  await writeFile(join(folder, 'index.js'), `// ${name}`);
  for (const place of name === 'onnxruntime-node' ? platforms : []) {
    await mkdir(join(folder, libraries, place), { recursive: true });
    await writeFile(join(folder, libraries, place, 'library'), place);
  }
  await run('tar', ['-czf', join(project, `${name}-1.0.0.tgz`), '-C', join(folder, '..'), 'package']);
}

it('adds the packages of tests under a running service, which answers all the time, and removes none afterwards', async () => {
  const service = spawn(process.execPath, ['scripts/run.mjs', 'serves.mjs'], { cwd: project, env });
  children.push(service);
  const port = await new Promise<string>((done) =>
    service.stdout.once('data', (text) => done(String(text).trim())),
  );
  expect(existsSync(inside('tests'))).toBe(false);
  const { ino } = await stat(inside('runs/index.js'));

  const answers = new Set<string>();
  const installed = new AbortController();
  const asking = (async () => {
    while (!installed.signal.aborted)
      answers.add(await (await fetch(`http://127.0.0.1:${port}`)).text().catch(String));
  })();
  await node('--input-type=module', '--eval', prepareAll).finally(() => installed.abort());
  await asking;
  expect([...answers]).toEqual(['// runs']);
  expect((await stat(inside('runs/index.js'))).ino).toBe(ino);
  expect(existsSync(inside('tests'))).toBe(true);

  expect(await node('scripts/run.mjs', 'shows.mjs')).toEqual({ stdout: 'shown\n', stderr: '' });
  expect(existsSync(inside('tests'))).toBe(true);
});

it('installs one package for development with the program that needs it', async () => {
  const { stderr } = await node('scripts/run.mjs', '--with', 'draws', 'shows.mjs');
  expect(stderr).toMatch(/^Installing the packages that Seamline runs with, and draws … \d+\.\d s\n$/);
  expect(['runs', 'draws', 'tests'].map((name) => existsSync(inside(name)))).toEqual([true, true, false]);
  const kept = (place: string) => existsSync(inside(`onnxruntime-node/${libraries}/${place}/library`));
  expect(platforms.filter(kept), "ONNX Runtime's libraries").toEqual([own]);
  expect(await node('scripts/run.mjs', 'shows.mjs')).toEqual({ stdout: 'shown\n', stderr: '' });
  expect(await node('scripts/run.mjs', '--with', 'draws', 'shows.mjs')).toMatchObject({ stderr: '' });
});
