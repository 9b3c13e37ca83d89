import { loadOnnxRuntime } from '../src/serving/models/onnx/onnx-runtime.js';
import { loadTfjs } from '../src/serving/models/tfjs.js';

/** What may compute for Seamline and for the scripts beside it. */
export const engines = ['onnx', 'savedmodel', 'wasm'] as const;
export type EngineName = (typeof engines)[number];

export const engineTitles: Readonly<Record<EngineName, string>> = {
  onnx: 'ONNX Runtime',
  savedmodel: 'tfjs-node',
  wasm: 'wasm',
};

/** What `BACKEND=auto` prefers here. */
export async function preferredEngine(): Promise<EngineName> {
  try {
    loadOnnxRuntime();
    return 'onnx';
  } catch {
    return (await hasTfjsNode()) ? 'savedmodel' : 'wasm';
  }
}

export const hasTfjsNode = (): Promise<boolean> =>
  loadTfjs('node').then(
    () => true,
    () => false,
  );
