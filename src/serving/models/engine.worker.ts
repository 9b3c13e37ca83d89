import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { errorText, toAppError, TransientError } from '../../foundation/errors/app.error.js';
import type { Backend, BackendName } from './backends/backend.js';
import { type OpenBackends, openBackends } from './backends/open-backends.js';
import { type Calibration, describe, fastestAt } from './calibration.js';
import type { EngineAnswer, EngineRequest, EngineStart } from './engine.protocol.js';
import { calibrateOnce } from './known-calibration.js';
import type { ModelCard } from './model.js';
import { toProbabilities } from './outputs.js';
import { runInPieces } from './run-in-pieces.js';
import { nativeAdvice } from './tfjs.js';

/** The backends without a native library. */
const portable = new Set<BackendName>(['wasm', 'cpu']);

/** The computing thread: opens and measures the backends, then answers one batch after the other. */
class EngineWorker {
  private constructor(
    private readonly card: ModelCard,
    private readonly backends: readonly Backend[],
    readonly calibration: Calibration,
  ) {}

  static async open(opened: OpenBackends, start: EngineStart): Promise<EngineWorker> {
    return new EngineWorker(start.card, opened.backends, await calibrateOnce(opened, start));
  }

  /** @throws TransientError `MODEL_FAILED` when the network throws, or its answer is no number. */
  async run({ pixels, count }: EngineRequest): Promise<Float32Array> {
    const name = fastestAt(this.calibration.rates, count);
    const backend = this.backends.find((each) => each.name === name) as Backend;
    if (this.card.input.colors === 'BGR') swapColors(pixels);
    const imageBytes = pixels.length / count;
    const piece = (first: number, images: number) =>
      backend.run(pixels.subarray(first * imageBytes, (first + images) * imageBytes), images);
    const answer = await runInPieces(count, this.calibration.batchSize, piece).catch((cause: unknown) => {
      throw new TransientError('MODEL_FAILED', `${this.card.name} failed: ${errorText(cause)}`, { cause });
    });
    if (!answer.every(Number.isFinite)) {
      throw new TransientError('MODEL_FAILED', `${this.card.name} answered something that is not a number`);
    }
    const probabilities = toProbabilities(answer, this.card);
    // A backend may return a view of memory that it reuses.
    return probabilities.byteLength === probabilities.buffer.byteLength
      ? probabilities
      : probabilities.slice();
  }
}

/** Pixels come as RGB. The buffer was transferred, so it may be changed. */
function swapColors(pixels: Uint8Array): void {
  for (let at = 0; at < pixels.length; at += 3) {
    const red = pixels[at] as number;
    pixels[at] = pixels[at + 2] as number;
    pixels[at + 2] = red;
  }
}

async function serve(port: MessagePort, start: EngineStart): Promise<void> {
  const opened = await openBackends(start, start.choice);
  const worker = await EngineWorker.open(opened, start);
  let before = Promise.resolve();
  port.on('message', (request: EngineRequest) => {
    before = before.then(() => answer(port, worker, request));
  });
  const { rates, batchSize } = worker.calibration;
  const reason = [describe(worker.calibration), ...adviceFor(opened, start)].join('; ');
  port.postMessage({
    ready: { backend: fastestAt(rates, batchSize), batchSize, reason, rates, checked: opened.checked },
  } satisfies EngineAnswer);
}

async function answer(port: MessagePort, worker: EngineWorker, request: EngineRequest): Promise<void> {
  const { id } = request;
  try {
    const probabilities = await worker.run(request);
    port.postMessage({ id, probabilities } satisfies EngineAnswer, [probabilities.buffer as ArrayBuffer]);
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    port.postMessage({ id, error: { code, message } } satisfies EngineAnswer);
  }
}

/** How this machine may become faster. */
function adviceFor({ backends, refusals }: OpenBackends, { choice }: EngineStart): readonly string[] {
  if (choice !== 'auto' || backends.some(({ name }) => !portable.has(name))) return [];
  return refusals.length > 0 ? refusals : [nativeAdvice];
}

if (parentPort) {
  const port = parentPort;
  await serve(port, workerData as EngineStart).catch((thrown: unknown) => {
    const { code, message } = toAppError(thrown);
    port.postMessage({ refused: { code, message } } satisfies EngineAnswer);
  });
}
