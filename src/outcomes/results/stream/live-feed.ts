import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { errorText } from '../../../foundation/errors/app.error.js';
import { LedgerService } from '../../ledger/ledger.service.js';
import type { PredictionFilter } from '../prediction-filter.js';
import { LiveReader } from './live-reader.js';
import { type PredictionsRead, LiveSource } from './live-source.js';
import { sseEvent } from '../../../foundation/answers/event-stream.js';

const pauseBetweenPollsMs = 100;
const pauseBetweenLedgersMs = 1_000;
const pauseBetweenHeartbeatsMs = 15_000;
const pauseAfterErrorMs = 500;

/**
 * Reads new outcomes once for all readers of this process, while there is one. A reader first catches up by itself,
 * then joins the feed at exactly the feed's number. So it misses nothing and gets nothing twice.
 */
@Injectable()
export class LiveFeed implements OnModuleDestroy {
  private readonly logger = new Logger(LiveFeed.name);
  private readonly readers = new Set<LiveReader>();
  /** The readers that have caught up. */
  private readonly following = new Set<LiveReader>();
  private readonly closing = new AbortController();
  private isRunning = false;
  /** The last number that was read, while the feed is running. */
  private position = 0;
  private letter = 0;
  /** The last ledger that was sent. */
  private ledger: Buffer | undefined;
  private ledgerAt = 0;
  private heartbeatAt = 0;

  constructor(
    private readonly source: LiveSource,
    private readonly ledgers: LedgerService,
  ) {}

  get readerCount(): number {
    return this.readers.size;
  }

  /**
   * Start position of a reader: after `known`, its Last-Event-ID, else the newest. The reader counts until its client
   * leaves, or until it cannot be served.
   *
   * @throws UnavailableError `DATABASE_UNAVAILABLE`
   */
  async admit(response: ServerResponse, filter: PredictionFilter, known?: number): Promise<LiveReader> {
    const reader = new LiveReader(response, filter);
    // Before anything is awaited: a client may leave during the query.
    this.readers.add(reader);
    reader.onGone(() => this.forget(reader));
    try {
      // A number above the newest one comes from another database.
      reader.position = Math.min(known ?? Infinity, await this.source.lastNumber());
      return reader;
    } catch (error) {
      reader.leave();
      throw error;
    }
  }

  /** Sends the reader everything after its position, until it leaves. Writes the answer's head first. */
  async serve(reader: LiveReader): Promise<void> {
    if (this.closing.signal.aborted) return reader.end('end', 'the server is stopping');
    reader.heartbeat();
    try {
      if (!this.isRunning) await this.start();
      while (!reader.isGone && reader.position < this.position) {
        const missed = { first: reader.position + 1, last: this.position };
        await reader.catchUp(await this.source.between(reader.filter, missed, reader.gone), this.position);
      }
    } catch (error) {
      // It reconnects with its last id, and then gets the database's error.
      return reader.end('dropped', errorText(error));
    }
    if (reader.isGone) return;
    this.following.add(reader);
    if (this.ledger) reader.send(this.ledger);
  }

  /** An endless answer would keep the HTTP server from closing. */
  onModuleDestroy(): void {
    this.closing.abort();
    for (const reader of this.readers) reader.end('end', 'the server is stopping');
  }

  private forget(reader: LiveReader): void {
    this.readers.delete(reader);
    this.following.delete(reader);
  }

  private async start(): Promise<void> {
    const [position, letter] = [await this.source.lastNumber(), await this.source.lastLetter()];
    if (this.isRunning) return;
    this.isRunning = true;
    this.position = position;
    this.letter = letter;
    this.heartbeatAt = performance.now() + pauseBetweenHeartbeatsMs;
    void this.run();
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (this.readers.size > 0 && !signal.aborted) {
      const waitMs = await this.poll().catch((error: unknown) => {
        this.logger.warn(`the stream waits: ${errorText(error)}`);
        return pauseAfterErrorMs;
      });
      this.beat();
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
    this.isRunning = false;
    this.ledger = undefined;
    this.ledgerAt = 0;
  }

  /** Returns the pause in milliseconds; 0 while more is waiting than one event may carry. */
  private async poll(): Promise<number> {
    const batch = await this.source.next(this.position);
    this.position = batch.last;
    this.deliver(batch);
    if (performance.now() >= this.ledgerAt) {
      this.ledgerAt = performance.now() + pauseBetweenLedgersMs;
      await this.sendLetters();
      await this.sendLedger();
    }
    return batch.full ? 0 : pauseBetweenPollsMs;
  }

  private deliver(batch: PredictionsRead): void {
    const shared = new Map<string, Buffer>();
    for (const reader of this.following) reader.take(batch, shared);
  }

  private async sendLetters(): Promise<void> {
    const letters = await this.source.lettersAfter(this.letter);
    const newest = letters.at(-1);
    if (!newest) return;
    this.letter = newest.id;
    this.sendToAll(sseEvent('dead-letter', letters));
  }

  private async sendLedger(): Promise<void> {
    const ledger = sseEvent('ledger', await this.ledgers.ledger());
    if (this.ledger?.equals(ledger)) return;
    this.ledger = ledger;
    this.sendToAll(ledger);
  }

  private sendToAll(frame: Buffer): void {
    for (const reader of this.following) reader.send(frame);
  }

  private beat(): void {
    if (performance.now() < this.heartbeatAt) return;
    this.heartbeatAt = performance.now() + pauseBetweenHeartbeatsMs;
    for (const reader of this.following) reader.heartbeat();
  }
}
