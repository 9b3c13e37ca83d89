import { readdir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { EngineReady } from './engine.protocol.js';

/** Each thread has a copy of the network. */
const most = { workers: 4, modelBytes: 128_000_000 };
/** In microseconds for an image. A quicker network leaves the cores to all that is done around it. */
const slowFrom = 500;

/** The most threads that `workersFor` gives on this machine. */
export const mostWorkers = (): number => Math.min(most.workers, availableParallelism());

/** Threads that pay for a network, where `WORKERS` says nothing. */
export async function workersFor(directory: string, { rates }: Pick<EngineReady, 'rates'>): Promise<number> {
  const micros = 1e6 / Math.max(...rates.map(({ imagesPerSecond }) => imagesPerSecond));
  const isCopied = micros >= slowFrom && (await bytesOf(directory)) <= most.modelBytes;
  return isCopied ? mostWorkers() : 1;
}

async function bytesOf(directory: string): Promise<number> {
  const names = await readdir(directory);
  const files = await Promise.all(names.map((name) => stat(join(directory, name))));
  return files.reduce((sum, { size }) => sum + size, 0);
}
