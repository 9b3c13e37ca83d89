import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { run } from './commands.mjs';
import { addonFile, napiVersion, root, tfjsNodeFolder } from './places.mjs';

const limitMs = 300_000;
const sources = ['tfjs_backend', 'tfjs_binding'];

/** Compiles tfjs-node's add-on against the libtensorflow in `target/deps`, and puts it where tfjs-node looks. */
export async function compileAddon(target, work) {
  const flags = ['-std=c++17', '-O2', '-fPIC', '-fno-exceptions', '-w'];
  const macros = [`-DNAPI_VERSION=${napiVersion}`, '-DBUILDING_NODE_EXTENSION'];
  const folders = [nodeHeaders(), tfjsNodeFolder, join(target, 'deps/tensorflow/include')];
  const includes = folders.map((folder) => `-I${folder}`);
  const objectOf = (name) => join(work, `${name}.o`);
  const compile = (name) => {
    const source = join(tfjsNodeFolder, 'binding', `${name}.cc`);
    return run('g++', [...flags, ...macros, ...includes, '-c', source, '-o', objectOf(name)], { limitMs });
  };
  await Promise.all(sources.map(compile));

  const addon = addonFile(target);
  await mkdir(dirname(addon), { recursive: true });
  const libraries = [`-L${join(target, 'deps/lib')}`, '-ltensorflow', '-ltensorflow_framework'];
  const search = '-Wl,-rpath,$ORIGIN/../../deps/lib'; // relative, so that the folder can be moved
  await run('g++', ['-shared', '-o', addon, ...sources.map(objectOf), ...libraries, search], { limitMs });
}

function nodeHeaders() {
  const own = resolve(process.execPath, '../../include/node');
  const packaged = join(root, 'node_modules/node-api-headers/include');
  const found = [own, packaged].find((folder) => existsSync(join(folder, 'node_api.h')));
  if (!found) throw new Error('node_api.h is missing: run `npm install --no-save --include=optional`');
  return found;
}
