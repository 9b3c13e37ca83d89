import { Logger } from '@nestjs/common';
import { errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { batchMemory } from './batch-budget.js';
import type { BackendChoice } from './backends/open-backends.js';
import { EngineThread } from './engine.thread.js';
import type { EngineStart } from './engine.protocol.js';
import { readModelCard } from './model-card.js';
import type { Model, ModelCard } from './model.js';
import { mostWorkers, workersFor } from './worker-count.js';

export interface EngineSettings {
  readonly backend: BackendChoice;
  /** Threads, each with its own copy of the network. Default: as many as pay; see `workersFor`. */
  readonly workers?: number | undefined;
  /** Most images in a batch. */
  readonly batchSize: number;
  /** Milliseconds that a batch may compute. Default: unlimited. */
  readonly batchTargetMs?: number;
  /** The folder of frozen graphs and of what was measured. */
  readonly cacheDirectory: string;
}

/** A model that computes in worker threads, so that the event loop stays free for brokers and HTTP. */
export class Engine implements Model {
  private readonly logger = new Logger(Engine.name);
  private readonly replacing = new Set<EngineThread>();
  private stopped = false;

  private constructor(
    private readonly start: EngineStart,
    private readonly threads: EngineThread[],
  ) {}

  /**
   * Resolves once every thread is warm.
   *
   * @throws UnavailableError `MODEL_UNAVAILABLE` that names the file and its mistake.
   * @throws InvalidError `BAD_CONFIG` when the chosen backend cannot run here.
   */
  static async open(directory: string, settings: EngineSettings): Promise<Engine> {
    const { backend: choice, batchSize, batchTargetMs = Infinity, cacheDirectory, workers } = settings;
    const budget = {
      largest: batchSize,
      targetMs: batchTargetMs,
      memoryBytes: batchMemory(workers ?? mostWorkers()),
    };
    const start = { directory, card: await readModelCard(directory), choice, budget, cacheDirectory };
    const first = await EngineThread.start(start);
    const checked = { ...start, checked: first.ready.checked };
    const wanted = workers ?? (await workersFor(directory, first.ready));
    const others = Array.from({ length: wanted - 1 }, () => EngineThread.start(checked));
    return new Engine(start, [first, ...(await Promise.all(others))]);
  }

  get card(): ModelCard {
    return this.start.card;
  }

  get backend(): Model['backend'] {
    const { backend, reason } = (this.threads[0] as EngineThread).ready;
    return { name: backend, reason };
  }

  get largestBatch(): number {
    return (this.threads[0] as EngineThread).ready.batchSize;
  }

  get concurrency(): number {
    return this.threads.length;
  }

  async predict(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { width, height, channels } = this.card.input;
    const expected = count * width * height * channels;
    if (count < 1 || pixels.length !== expected) {
      throw new InvalidError(
        'BAD_MESSAGE',
        `${pixels.length} bytes for ${count} images, expected ${expected}`,
      );
    }
    // A view of a larger buffer cannot be transferred without the rest. `slice` would not copy a Buffer.
    const own = pixels.byteLength === pixels.buffer.byteLength ? pixels : new Uint8Array(pixels);
    return this.leastBusy().predict(own, count);
  }

  async dispose(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.threads.map((thread) => thread.stop()));
  }

  private leastBusy(): EngineThread {
    this.threads.forEach((thread, index) => {
      if (thread.dead && !this.stopped) void this.replace(thread, index);
    });
    return this.threads.reduce((best, thread) => (thread.dead || thread.load > best.load ? best : thread));
  }

  /** A thread that ends, for example without memory, loses its batch; the next batches get a new thread. */
  private async replace(dead: EngineThread, index: number): Promise<void> {
    if (this.replacing.has(dead)) return;
    this.replacing.add(dead);
    try {
      this.threads[index] = await EngineThread.start(this.start);
      this.logger.warn('a thread of the engine had stopped and was started again');
    } catch (error) {
      this.logger.error(`a thread of the engine does not start: ${errorText(error)}`);
    } finally {
      this.replacing.delete(dead);
    }
  }
}
