import { createRequire } from 'node:module';
import util from 'node:util';
import type * as tfjs from '@tensorflow/tfjs';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';

export type Tfjs = typeof tfjs;
/** The engine: libtensorflow, WebAssembly with SIMD, or plain JavaScript. */
export type TfjsEngine = 'node' | 'wasm' | 'cpu';

type Attempt = { readonly tf: Tfjs } | { readonly refusal: string };

// TensorFlow.js is CommonJS, and its native part must not be loaded before it is wanted.
const require = createRequire(import.meta.url);

export const nativeAdvice = '`npm run native` brings native TensorFlow, which uses all cores and can train';

/** In place of `@tensorflow/tfjs`, for tfjs-node, too. The same path from `src/` and from `dist/`. */
const portable = '../../../packages/tfjs/index.cjs';

/** TensorFlow.js's own names of its engines. */
const registered = { node: 'tensorflow', wasm: 'wasm', cpu: 'cpu' } satisfies Record<TfjsEngine, string>;

/**
 * Loads TensorFlow.js with this engine. One engine is active per thread: the last call decides, until `useEngine`.
 *
 * @throws InvalidError `BAD_CONFIG` when the engine cannot run here.
 */
export async function loadTfjs(engine: TfjsEngine): Promise<Tfjs> {
  const attempt = engine === 'node' ? await startNative() : await startPortable(engine);
  if ('tf' in attempt) return attempt.tf;
  throw new InvalidError('BAD_CONFIG', `${attempt.refusal}; ${nativeAdvice}`);
}

/** Activates an engine that was loaded before. */
export async function useEngine(tf: Tfjs, engine: TfjsEngine): Promise<void> {
  const name = registered[engine];
  if (tf.getBackend() !== name) await tf.setBackend(name);
}

async function startNative(): Promise<Attempt> {
  try {
    prepareForNative();
    const tf = require('@tensorflow/tfjs-node') as Tfjs;
    await tf.setBackend('tensorflow');
    return { tf };
  } catch (error) {
    const absent = /can not be found|cannot find module/i.test(errorText(error));
    const why = absent ? 'is not set up' : `does not load (${firstLine(error)})`;
    return { refusal: `the native library ${why}` };
  }
}

/** tfjs-node calls two functions that Node 23 removed; libtensorflow logs every start on stderr unless silenced. */
function prepareForNative(): void {
  const old = util as unknown as Record<string, unknown>;
  old['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  old['isArray'] ??= Array.isArray;
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
}

async function startPortable(name: 'wasm' | 'cpu'): Promise<Attempt> {
  try {
    const tf = require(portable) as Tfjs;
    tf.env().set('PROD', true); // without it tfjs prints an advertisement for tfjs-node
    if (name === 'wasm') require('@tensorflow/tfjs-backend-wasm');
    if (!(await tf.setBackend(name))) throw new Error('it did not start');
    return { tf };
  } catch (error) {
    return { refusal: `${name} does not run here (${firstLine(error)})` };
  }
}

function firstLine(error: unknown): string {
  return errorText(error).split('\n', 1)[0] ?? '';
}
