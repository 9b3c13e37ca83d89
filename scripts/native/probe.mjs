import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addonFile, root, tfjsNodeFolder } from './places.mjs';

// Node 23 took these two away, and tfjs-node still calls them.
const program = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const tf = require(${JSON.stringify(join(tfjsNodeFolder, 'dist/index.js'))});
  const sum = tf.tidy(() => tf.tensor1d([1, 2]).sum().dataSync()[0]);
  if (sum !== 3) throw new Error('it adds 1 and 2 to ' + sum);
  const { TF_Version } = require(${JSON.stringify(addonFile(tfjsNodeFolder))});
  process.stdout.write('\\ntfjs-node ' + tf.version['tfjs-node'] + ' on libtensorflow ' + TF_Version);
`;

/** Loads the library in a process of its own, since a wrong one can take its process down. */
export function probe() {
  if (!existsSync(addonFile(tfjsNodeFolder))) return { works: false, words: 'the add-on is missing' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
    timeout: 60_000,
  });
  if (status === 0) return { works: true, words: stdout.split('\n').at(-1) };
  const reason = stderr.split('\n').find((line) => /error/i.test(line)) ?? `exit status ${status}`;
  return { works: false, words: reason.trim() };
}
