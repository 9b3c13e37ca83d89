import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { onceOver } from '../../../foundation/errors/response-over.js';
import type { StoredPrediction } from '../outcome-rows.js';
import { accepts, type PredictionFilter } from '../prediction-filter.js';
import type { PredictionsRead } from './live-source.js';
import { sseEvent, sseHeartbeat } from '../../../foundation/answers/event-stream.js';

/** Bytes that may wait in this process for a slow reader. */
const maxWaitingBytes = 4_000_000;
/** In milliseconds. A reader may pause this long while it catches up, and before its last event. */
const maxStandstillMs = 30_000;
const farewellMs = 10_000;
const pauseBetweenProgressMs = 1_000;

/** One client of the stream, and its position. */
export class LiveReader {
  /** Readers with the same filter get the same bytes. */
  readonly kind: string;
  /** The number after which it reads on. */
  position = 0;
  private readonly leaving = new AbortController();
  private progressAt = 0;

  constructor(
    private readonly response: ServerResponse,
    readonly filter: PredictionFilter,
  ) {
    this.kind = JSON.stringify(filter);
    onceOver(response, () => this.leave());
    // A broken connection also closes, and that is handled already.
    response.on('error', () => undefined);
  }

  get isGone(): boolean {
    return this.gone.aborted;
  }

  /** Aborts when the reader has left. */
  get gone(): AbortSignal {
    return this.leaving.signal;
  }

  /** Calls the listener at once when the client has already left. */
  onGone(listener: () => void): void {
    if (this.isGone) listener();
    else this.leaving.signal.addEventListener('abort', listener);
  }

  /**
   * Sends the batch's part after its position. @param shared the bytes already made for readers with the same filter.
   */
  take(batch: PredictionsRead, shared: Map<string, Buffer>): void {
    const isBehind = batch.predictions.some(({ seq }) => seq <= this.position);
    const frame = isBehind ? this.frameOf(batch) : (shared.get(this.kind) ?? this.frameOf(batch));
    if (!isBehind) shared.set(this.kind, frame);
    this.position = Math.max(this.position, batch.last);
    if (frame.length > 0) this.send(frame);
  }

  /**
   * The same for missed predictions, which the database has filtered; resolves once the reader can take more. Where none
   * matches, it sends how far the reader has come: at once, and then once a second.
   *
   * @param newest the number up to which it catches up.
   */
  async catchUp({ predictions, last }: PredictionsRead, newest: number): Promise<void> {
    this.position = last;
    if (predictions.length === 0 && performance.now() < this.progressAt) return;
    this.progressAt = performance.now() + pauseBetweenProgressMs;
    if (predictions.length === 0) return this.send(sseEvent('progress', { position: last, newest }, last));
    const frame = sseEvent('predictions', predictions, last);
    if (this.isGone || this.response.write(frame)) return;
    const waiting = new AbortController();
    const giveUp = setTimeout(
      () => this.end('dropped', `nothing was read for ${maxStandstillMs / 1000} s`),
      maxStandstillMs,
    );
    const { signal } = waiting;
    await Promise.race([
      once(this.response, 'drain', { signal }),
      once(this.leaving.signal, 'abort', { signal }),
    ]);
    waiting.abort();
    clearTimeout(giveUp);
  }

  send(frame: Buffer): void {
    if (this.isGone) return;
    if (this.response.writableLength > maxWaitingBytes) {
      this.end('dropped', `${this.response.writableLength} bytes wait to be read; ${maxWaitingBytes} may`);
      return;
    }
    this.response.write(frame);
  }

  heartbeat(): void {
    this.send(sseHeartbeat(this.position));
  }

  /**
   * Sends the reason, where the reader still reads, and closes. A reader that reconnects with its last id continues
   * there. Does nothing before the stream has begun: then an ordinary error answer is still possible.
   */
  end(event: 'dropped' | 'end', reason: string): void {
    if (this.isGone || !this.response.headersSent) return;
    this.leave();
    this.response.end(sseEvent(event, { reason, position: this.position }));
    setTimeout(() => this.response.destroy(), farewellMs).unref();
  }

  /** From here on nothing is sent, and the reader no longer counts. */
  leave(): void {
    this.leaving.abort();
  }

  private frameOf(batch: PredictionsRead): Buffer {
    const wanted = batch.predictions.filter((prediction) => this.wants(prediction));
    return wanted.length > 0 ? sseEvent('predictions', wanted, batch.last) : Buffer.alloc(0);
  }

  private wants(prediction: StoredPrediction): boolean {
    return prediction.seq > this.position && accepts(this.filter, prediction);
  }
}
