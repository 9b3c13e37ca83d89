import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine } from '../engine.js';
import { type EngineName, engineTitles } from '../engines.js';
import type { Lab } from '../lab.js';

/** What a peer computes with: the very file that Seamline's engine of that name wrote and reads. */
export interface PeerNetwork {
  readonly engine: string;
  readonly path: string;
}

/**
 * The model as an ONNX file, or as a folder with a frozen graph.
 *
 * @throws Error in words where the engine, which writes it, is not set up.
 */
export async function networkOf(lab: Lab, backend: Exclude<EngineName, 'wasm'>): Promise<PeerNetwork> {
  const engine = await openEngine(lab, backend).catch((cause: unknown) => {
    const help = backend === 'onnx' ? 'npm install' : 'npm run native';
    throw new Error(`${engineTitles[backend]} is not set up; \`${help}\` sets it up`, { cause });
  });
  await engine.dispose();
  const entries = readdirSync(lab.cacheDirectory, { withFileTypes: true });
  const isItsOwn = backend === 'onnx' ? /\.onnx$/ : /^[^.]+$/;
  const name = entries.find((entry) => isItsOwn.test(entry.name))?.name;
  if (name === undefined) throw new Error(`no network of ${backend} in ${lab.cacheDirectory}`);
  return { engine: backend === 'onnx' ? 'ONNX Runtime' : 'TensorFlow', path: join(lab.cacheDirectory, name) };
}
