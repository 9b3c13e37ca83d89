import { createRequire } from 'node:module';
import type * as onnxruntime from 'onnxruntime-node';
import { errorText, InvalidError } from '../../../foundation/errors/app.error.js';

export type OnnxRuntime = typeof onnxruntime;
export type OnnxSession = onnxruntime.InferenceSession;

// CommonJS, and its native library must not be loaded before it is wanted.
const require = createRequire(import.meta.url);

const advice =
  'npm installs it as the optional package onnxruntime-node for Linux (glibc), macOS and Windows on x64 or arm64';

/** @throws InvalidError `BAD_CONFIG` when ONNX Runtime is not installed, or does not load here. */
export function loadOnnxRuntime(): OnnxRuntime {
  try {
    return require('onnxruntime-node') as OnnxRuntime;
  } catch (cause) {
    const isAbsent = /cannot find module 'onnxruntime-node'/i.test(errorText(cause));
    const why = isAbsent ? 'is not installed' : `does not load (${errorText(cause).split('\n', 1)[0]})`;
    throw new InvalidError('BAD_CONFIG', `ONNX Runtime ${why}; ${advice}`, { cause });
  }
}

/**
 * Opens a session of one thread: `WORKERS` decides how many compute. Memory patterns are off, because batches differ in
 * size and each pattern would be kept. It logs nothing by itself: what goes wrong is in the error.
 */
export function openSession(runtime: OnnxRuntime, file: string): Promise<OnnxSession> {
  return runtime.InferenceSession.create(file, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableMemPattern: false,
    logSeverityLevel: 4,
  });
}
