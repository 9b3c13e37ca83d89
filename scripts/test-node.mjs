// `npm run test:node -- 22 [vitest's arguments]`: the tests on another line of Node, taken from the npm registry into the
// cache folder. All other arguments go to `npm test`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const [line = '', ...args] = process.argv.slice(2);
const platform = process.platform === 'win32' ? 'win' : process.platform;
const name = `node-${platform}-${process.arch}`;

if (!/^\d+(\.\d+){0,2}$/.test(line)) {
  refuse(`the first argument is a line or a version of Node, such as 22; it was ${JSON.stringify(line)}`);
} else {
  const node = nodeOf(line);
  if (node) test(node);
}

function nodeOf(version) {
  const folder = join(process.env.CACHE_DIR || join(homedir(), '.cache', 'seamline'), 'node', version);
  const node = join(folder, 'node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  const install = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-audit',
    '--no-fund',
    `${name}@${version}`,
  ];
  const { status, stderr } = spawnSync('npm', install, { encoding: 'utf8', shell: platform === 'win' });
  if (status === 0 && existsSync(node)) return node;
  return refuse(`${name}@${version} cannot be had from the npm registry: ${stderr.trim().split('\n')[0]}`);
}

function test(node) {
  const script = join(import.meta.dirname, 'test.mjs');
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const child = spawn(node, [script, ...args], { env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => (process.exitCode = code ?? 1));
}

function refuse(reason) {
  process.stderr.write(`test:node: ${reason}\n`);
  process.exitCode = 1;
}
