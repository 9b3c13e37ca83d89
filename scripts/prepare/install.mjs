import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { removeForeignLibraries } from '../onnx-libraries.mjs';
import { Refusal } from './refusal.mjs';
import { runNode } from './spawn.mjs';

/** npm's codes for a registry that does not answer, as opposed to one that says no. */
const unreachable =
  /npm (?:error|ERR!) code (ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|\w*TIMEDOUT|\w*TIMEOUT)/;
const answerWithinMs = 20_000;

/**
 * Whether node_modules holds what package-lock.json says and is needed: npm notes at the end of an install what it has
 * put there. Packages that are optional may be absent, since each platform takes its own.
 *
 * @param wanted `development`: those for tests and checks count, too; `extra`: one of those does.
 */
export function isInstalled(root, { development, extra }) {
  const present = presentIn(root);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, locked]) => {
    const found = present[path];
    const isNeeded = development || !locked.dev || path === `node_modules/${extra}`;
    const mayBeAbsent = locked.optional || (locked.devOptional && !development);
    if (path === '' || !isNeeded || (!found && mayBeAbsent)) return true;
    return found?.version === locked.version && found?.integrity === locked.integrity;
  });
}

const packagesOf = (lockfile) => JSON.parse(readFileSync(lockfile, 'utf8')).packages;

function presentIn(root) {
  const note = join(root, 'node_modules', '.package-lock.json');
  return existsSync(note) ? packagesOf(note) : {};
}

/**
 * Adds what package-lock.json says and node_modules lacks; out of npm's cache where the registry does not answer.
 */
export async function install(root, { development, extra }) {
  const npm = (args, options) =>
    runNode([npmScript(), ...args, '--loglevel=error'], { cwd: root, ...options });
  // What is there stays: packages for development that were installed once are wanted again.
  const isComplete = development || Object.values(presentIn(root)).some(({ dev }) => dev);
  const which = isComplete ? ['--include=dev'] : ['--omit=dev', ...(extra ? asked(root, extra) : [])];
  const silence = await reasonOfSilence(npm);
  const cache = silence ? '--offline' : '--prefer-offline';
  const { code, output } = await npm([...commandFor(root, extra), ...which, cache, '--no-progress']);
  if (code === 0 && isInstalled(root, { development, extra })) return setUpLibraries(root);
  const reason = silence ?? unreachable.exec(output)?.[1];
  if (!reason) throw new Refusal(`npm install failed:\n${output}`);
  throw new Refusal(
    `Seamline needs its packages once, and the npm registry does not answer (${reason}): connect this machine to a ` +
      'network, or name a registry that it reaches with `npm config set registry <url>`, and run the command again.',
  );
}

/** `npm ci` takes half the time, but empties the folder, from which a service may be running. It is for the first time. */
function commandFor(root, extra) {
  const isFirst = !existsSync(join(root, 'node_modules'));
  return isFirst && !extra ? ['ci'] : ['install', '--no-save'];
}

/** One package for development beside those for production: npm leaves it out unless it is named as one of these. */
function asked(root, name) {
  const { devDependencies } = packagesOf(join(root, 'package-lock.json'))[''];
  return ['--save-prod', `${name}@${devDependencies[name]}`];
}

/** What `npm run native` has set up is outside of node_modules; a new install only has to point there again. */
async function setUpLibraries(root) {
  await removeForeignLibraries(root);
  const { cacheEntry, link } = await import('../native/places.mjs');
  if (existsSync(cacheEntry)) await link();
}

/** Asked first, because npm tries every package again and again before it gives up: minutes where names do not resolve. */
async function reasonOfSilence(npm) {
  const { code, output } = await npm(['ping', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'], {
    timeout: answerWithinMs,
  });
  if (code === null) return `not within ${answerWithinMs / 1000} s`;
  return unreachable.exec(output)?.[1];
}

/** npm's program as a file for Node, because a shell script is started differently on every platform. */
export function npmScript() {
  const running = process.env.npm_execpath ?? '';
  const beside = dirname(realpathSync(process.execPath));
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'));
  const places = [
    ...(/^np[mx]-cli\.js$/.test(basename(running)) ? [join(dirname(running), 'npm-cli.js')] : []),
    join(beside, 'node_modules/npm/bin/npm-cli.js'),
    join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
    ...onPath.filter((place) => existsSync(place)).map((place) => realpathSync(place)),
  ];
  const script = places.find((place) => place.endsWith('.js') && existsSync(place));
  if (!script)
    throw new Refusal('npm was not found beside Node; start this command through npm, as in `npm start`.');
  return script;
}
