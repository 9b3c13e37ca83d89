import { build, isBuilt } from './build.mjs';
import { areDeclared, declare } from './declarations.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { Refusal } from './refusal.mjs';

/**
 * Installs and builds what is missing or stale, one process at a time, and says so on standard error; silent when
 * there is nothing to do.
 *
 * @param root the project's folder
 * @param wanted `build: false` leaves `dist` alone; `declarations: true` writes the library's types beside it.
 *   `development: true` installs what tests and checks need, too, and `extra` one package of those.
 * @returns whether everything is in place; if not, the reason was printed and the exit code is set.
 */
export async function prepare(root, wanted = {}) {
  const { build: isBuildWanted = true, declarations = false, development = false, extra } = wanted;
  const packages = { development, extra };
  const installed = () => isInstalled(root, packages);
  const built = () => !isBuildWanted || isBuilt(root);
  const declared = () => !declarations || areDeclared(root);
  try {
    if (!installed() || !built() || !declared()) {
      await withLock(root, async () => {
        if (!installed()) await timed(inWords(packages), () => install(root, packages));
        if (!built()) await timed('Building', () => build(root));
        if (!declared()) await timed('Writing the declarations of the library', () => declare(root));
      });
    }
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return false;
  }
}

function inWords({ development, extra }) {
  if (development) return 'Installing the packages of package-lock.json';
  return `Installing the packages that Seamline runs with${extra ? `, and ${extra}` : ''}`;
}

async function timed(what, work) {
  process.stderr.write(`${what} … `);
  const start = performance.now();
  try {
    await work();
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
