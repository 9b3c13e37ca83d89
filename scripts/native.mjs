// Sets up the native library of tfjs-node, which an install leaves out: `npm run native`, or `--check` to only look.
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { addonFile, cacheEntry, link, stagingFolder, tfjsNodeFolder } from './native/places.mjs';
import { probe } from './native/probe.mjs';
import { installFromVendor } from './native/vendor.mjs';
import { buildFromWheel } from './native/wheel.mjs';

const say = (line) => console.log(`native: ${line}`);

async function main(checkOnly) {
  if (!existsSync(tfjsNodeFolder)) {
    throw new Error('@tensorflow/tfjs-node is not installed: run `npm install --no-save --include=optional`');
  }
  const present = probe();
  if (present.works) return say(`ready: ${present.words}`);
  if (checkOnly) throw new Error(`not set up (${present.words}); \`npm run native\` sets it up`);

  if (existsSync(cacheEntry)) say(`using the library kept in ${cacheEntry}`);
  else await fillCache();
  await link();

  const result = probe();
  if (!result.works) {
    await rm(cacheEntry, { recursive: true, force: true });
    throw new Error(
      `the library was set up but does not load: ${result.words}; run \`npm run native\` again`,
    );
  }
  say(`ready: ${result.words}; Seamline uses it from its next start`);
}

/** Leaves a complete entry in the cache, or nothing: a broken-off attempt is never mistaken for a library. */
async function fillCache() {
  const staging = await stagingFolder();
  try {
    const refusal = await installFromVendor(staging, say);
    if (refusal) {
      say(`${refusal}; taking libtensorflow from PyPI instead`);
      await buildFromWheel(staging, say);
    }
    if (!existsSync(addonFile(staging))) throw new Error('the add-on was not built');
    await rename(staging, cacheEntry);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

main(process.argv.includes('--check')).catch((error) => {
  console.error(`native: ${error.message}`);
  process.exitCode = 1;
});
