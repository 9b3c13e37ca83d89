import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { programVersion } from '../../foundation/config/program-version.js';
import { type Backend, backendNames } from './backends/backend.js';
import { keepFile } from './backends/keep-file.js';
import { calibrate, type Calibration } from './calibration.js';
import type { EngineStart } from './engine.protocol.js';

const schema = z.object({
  rates: z
    .array(
      z.object({
        backend: z.enum(backendNames),
        batchSize: z.int().positive(),
        imagesPerSecond: z.number().positive(),
      }),
    )
    .min(1),
  batchSize: z.int().positive(),
  limit: z.string().optional(),
}) satisfies z.ZodType<Calibration>;

/** Measures the backends, unless an earlier start did so with the same model, machine and settings. */
export async function calibrateOnce(backends: readonly Backend[], start: EngineStart): Promise<Calibration> {
  const { card, budget, cacheDirectory } = start;
  const path = join(cacheDirectory, `calibration-${await keyOf(backends, start)}.json`);
  const known = await read(path);
  if (known) return known;
  const calibration = await calibrate(backends, card.input, budget);
  // Without it, the next start only takes longer.
  await keepFile(path, Buffer.from(JSON.stringify(calibration))).catch(() => undefined);
  return calibration;
}

async function keyOf(
  backends: readonly Backend[],
  { directory, card, budget }: EngineStart,
): Promise<string> {
  const machine = [cpus()[0]?.model, availableParallelism(), arch(), process.version, programVersion];
  const names = backends.map(({ name }) => name);
  const facts = [await contentOf(directory), card.input, card.labels.length, names, budget, machine];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24);
}

async function read(path: string): Promise<Calibration | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** The SHA-256 of each file of the network. */
async function contentOf(directory: string): Promise<[string, string][]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && entry.name !== 'card.json')
    .map(({ name }) => name);
  return Promise.all(
    names.toSorted().map(async (name): Promise<[string, string]> => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(join(directory, name)), hash);
      return [name, hash.digest('hex')];
    }),
  );
}
