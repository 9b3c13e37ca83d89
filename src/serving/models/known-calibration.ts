import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { programVersion } from '../../foundation/config/program-version.js';
import { backendNames } from './backends/backend.js';
import { keepFile } from './backends/keep-file.js';
import type { OpenBackends } from './backends/open-backends.js';
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
export async function calibrateOnce(
  { backends, checked }: OpenBackends,
  { card, budget, cacheDirectory }: EngineStart,
): Promise<Calibration> {
  const machine = [cpus()[0]?.model, availableParallelism(), arch(), process.version, programVersion];
  const names = backends.map(({ name }) => name);
  const facts = [checked.digest, card.input, card.labels.length, names, budget, machine];
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24);
  const path = join(cacheDirectory, `calibration-${key}.json`);
  const known = await read(path);
  if (known) return known;
  const calibration = await calibrate(backends, card.input, budget);
  // Without it, the next start only takes longer.
  await keepFile(path, Buffer.from(JSON.stringify(calibration))).catch(() => undefined);
  return calibration;
}

async function read(path: string): Promise<Calibration | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
