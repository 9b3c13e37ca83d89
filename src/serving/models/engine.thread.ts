import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  type AppError,
  errorText,
  InvalidError,
  TransientError,
  UnavailableError,
} from '../../foundation/errors/app.error.js';
import type { EngineAnswer, EngineReady, EngineRequest, EngineStart } from './engine.protocol.js';

/** Threads run the built program, also when this file runs from its source, as in tests. */
const workerFile = new URL('./engine.worker.js', import.meta.url.replace('/src/serving/', '/dist/serving/'));

interface Waiting {
  readonly resolve: (probabilities: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

/** A worker thread and its unanswered batches. */
export class EngineThread {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;
  private ended: unknown;

  private constructor(
    private readonly worker: Worker,
    readonly ready: EngineReady,
  ) {
    worker.on('message', (answer: EngineAnswer) => this.settle(answer));
    worker.once('error', (error) => this.fail(error));
    worker.once('exit', (code) => this.fail(new Error(`the engine's thread ended with code ${code}`)));
  }

  /**
   * Resolves once the thread has opened and measured its backends.
   *
   * @throws errors of opening them: `BAD_CONFIG`, `MODEL_UNAVAILABLE`.
   */
  static async start(start: EngineStart): Promise<EngineThread> {
    // Threads have a copy of the environment. libtensorflow, which logs every start, reads the process's own.
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    const worker = new Worker(workerFile, { workerData: start });
    const [answer] = (await once(worker, 'message')) as [EngineAnswer];
    if ('ready' in answer) return new EngineThread(worker, answer.ready);
    await worker.terminate();
    throw refusal(answer);
  }

  /** The number of unanswered batches. */
  get load(): number {
    return this.waiting.size;
  }

  /** Whether the thread has ended: it answers nothing any more. */
  get dead(): boolean {
    return this.ended !== undefined;
  }

  /** Transfers the pixels to the thread: do not use the buffer afterwards. */
  predict(pixels: Uint8Array, count: number): Promise<Float32Array> {
    if (this.dead) return Promise.reject(this.gone());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, pixels, count } satisfies EngineRequest, [pixels.buffer as ArrayBuffer]);
    });
  }

  async stop(): Promise<void> {
    this.ended ??= new Error('it was stopped');
    await this.worker.terminate();
  }

  private settle(answer: EngineAnswer): void {
    if (!('id' in answer)) return;
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new TransientError(answer.error.code, answer.error.message));
    else waiting?.resolve(answer.probabilities);
  }

  private fail(error: unknown): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.values()) reject(this.gone());
    this.waiting.clear();
  }

  private gone(): UnavailableError {
    return new UnavailableError('MODEL_UNAVAILABLE', `the engine has stopped: ${errorText(this.ended)}`);
  }
}

/** Errors lose their class between threads; the code restores it. */
function refusal(answer: EngineAnswer): AppError {
  const { code, message } =
    'refused' in answer ? answer.refused : { code: 'MODEL_FAILED' as const, message: 'no start' };
  return code === 'BAD_CONFIG'
    ? new InvalidError(code, message)
    : new UnavailableError('MODEL_UNAVAILABLE', message);
}
