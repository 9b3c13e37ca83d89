import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileAddon } from './addon.mjs';
import { missing, run } from './commands.mjs';

const tensorflowVersion = '2.15.1';
const platforms = ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'];

/** Headers of the C API and what they include, and the two libraries; the rest of the wheel is Python's. */
const extract = `
import re, sys, zipfile
wanted = re.compile(
    r'tensorflow/(libtensorflow_(cc|framework)\\.so\\.2$'
    r'|include/tensorflow/(c|core/platform|tsl/platform|tsl/c)/.*\\.h$'
    r'|include/(tsl|external/local_tsl/tsl)/(c|platform)/.*\\.h$)')
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if wanted.match(name)])
`;

/** Takes libtensorflow out of PyPI's wheel and compiles the add-on against it; `target` gets `deps` and `lib`. */
export async function buildFromWheel(target, say) {
  await assertPossible();
  const work = await mkdtemp(join(tmpdir(), 'seamline-native-'));
  try {
    say(`downloading tensorflow-cpu ${tensorflowVersion} with pip (about 200 MB)`);
    const wheel = await download(work);
    say('taking libtensorflow and its headers out (about 600 MB)');
    await mkdir(join(target, 'deps'), { recursive: true });
    await run('python3', ['-c', extract, wheel, join(target, 'deps')], { limitMs: 300_000 });
    await nameLibraries(join(target, 'deps'));
    say('compiling the add-on with g++');
    await compileAddon(target, work);
    await rm(join(target, 'deps/tensorflow/include'), { recursive: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function assertPossible() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const here = `${process.platform} ${process.arch}`;
    throw new Error(
      `PyPI has no libtensorflow ${tensorflowVersion} for ${here}; Seamline runs on wasm instead`,
    );
  }
  const absent = await missing(['python3', 'g++']);
  if (absent.length > 0) {
    throw new Error(`${absent.join(' and ')} missing: on Debian, apt-get install python3-pip g++`);
  }
  if (
    (await run('python3', ['-m', 'pip', '--version'], { limitMs: 20_000 }).catch(() => undefined)) ===
    undefined
  ) {
    throw new Error('pip is missing: on Debian, apt-get install python3-pip');
  }
}

async function download(folder) {
  const tags = platforms.flatMap((tag) => ['--platform', tag]);
  const only = ['--no-deps', '--only-binary=:all:', '--python-version', '311', ...tags];
  const args = ['-m', 'pip', 'download', '--quiet', ...only, '--dest', folder];
  await run('python3', [...args, `tensorflow-cpu==${tensorflowVersion}`], { limitMs: 900_000 });
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error('pip downloaded no wheel');
  return join(folder, wheel);
}

/** The names that the linker, and tfjs-node's install script, look for. */
async function nameLibraries(deps) {
  await mkdir(join(deps, 'lib'));
  for (const [alias, name] of [
    ['libtensorflow_cc.so.2', 'libtensorflow_cc.so.2'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so.2'],
    ['libtensorflow.so', 'libtensorflow_cc.so.2'],
    ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
  ]) {
    await symlink(join('../tensorflow', name), join(deps, 'lib', alias));
  }
}
