import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from './refusal.mjs';

const longestWaitMs = 600_000;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs `work` while no other process of this project installs or builds. A lock whose owner has died is taken over. */
export async function withLock(root, work) {
  const file = join(root, '.cache', 'prepare.lock');
  mkdirSync(join(root, '.cache'), { recursive: true });
  await take(file);
  const release = () => rmSync(file, { force: true });
  // A signal alone would skip the `exit` handlers: the release, and the end of a running npm.
  const leave = () => process.exit(1);
  process.once('exit', release);
  for (const signal of signals) process.once(signal, leave);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, leave);
    process.off('exit', release);
    release();
  }
}

async function take(file) {
  const giveUpAt = Date.now() + longestWaitMs;
  for (let tries = 0; !create(file); tries++) {
    const owner = ownerOf(file);
    if (owner && !isAlive(owner)) clearAfter(owner, file);
    else if (Date.now() > giveUpAt)
      throw new Refusal(`Process ${owner} still holds ${file}; end it, or remove the file.`);
    else if (tries === 0) process.stderr.write(`Waiting for process ${owner}, which installs or builds …\n`);
    await pause(200);
  }
}

/** Only one process clears up after a dead owner; a later one sees that the owner has changed. */
function clearAfter(owner, file) {
  const claim = `${file}.${owner}`;
  if (!create(claim)) return;
  if (ownerOf(file) === owner) rmSync(file);
  rmSync(claim);
}

function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
