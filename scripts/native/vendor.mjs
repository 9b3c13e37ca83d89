import { existsSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from './commands.mjs';
import { addonFile, root, tfjsNodeFolder } from './places.mjs';

const limitMs = 240_000;
const reachMs = 5_000;

/**
 * tfjs-node's own install script, which downloads libtensorflow and a ready-made add-on.
 *
 * @returns undefined once `target` holds both; else why not, in one line.
 */
export async function installFromVendor(target, say) {
  const refusal = await unreachable();
  if (refusal) return refusal;
  say('downloading with the install script of tfjs-node (about 130 MB)');
  const manifest = join(tfjsNodeFolder, 'package.json');
  const manifestText = await readFile(manifest);
  try {
    await run(process.execPath, ['scripts/install.js'], { cwd: tfjsNodeFolder, limitMs, env: environment() });
    if (!existsSync(addonFile(tfjsNodeFolder))) return 'the install script of tfjs-node left no add-on';
    for (const part of ['deps', 'lib']) {
      await cp(join(tfjsNodeFolder, part), join(target, part), { recursive: true, verbatimSymlinks: true });
    }
    return undefined;
  } catch (error) {
    return `the install script of tfjs-node failed (${error.message})`;
  } finally {
    await writeFile(manifest, manifestText); // the script edits its own manifest, and leaves it so when it fails
    for (const part of ['deps', 'lib'])
      await rm(join(tfjsNodeFolder, part), { recursive: true, force: true });
  }
}

/** The script calls node-pre-gyp by name. */
function environment() {
  return { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` };
}

/** Asks the script's host for a sign of life: the script itself would wait for minutes. */
async function unreachable() {
  const { HTTPS_PROXY, https_proxy, TFJS_NODE_CDN_STORAGE, CDN_STORAGE } = process.env;
  if (HTTPS_PROXY || https_proxy) return undefined; // fetch knows no proxies, the script does
  const host = TFJS_NODE_CDN_STORAGE || CDN_STORAGE || 'https://storage.googleapis.com/';
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(reachMs) });
    return undefined;
  } catch {
    return `the download host of tfjs-node (${new URL(host).host}) does not answer`;
  }
}
