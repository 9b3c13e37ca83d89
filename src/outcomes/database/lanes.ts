import type { Kysely } from 'kysely';
import { Turns } from '../../foundation/concurrency/turns.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import type { Tables } from './schema.js';

/** `page`: an answer that a client waits for. `bulk`: long work that pauses after each query: files, catching up. */
export type Lane = 'page' | 'bulk';

/** Together below PostgreSQL's 10 connections. On SQLite one runs, and the next is ready. */
const atOnce = { page: 4, bulk: 2 } as const;
/** Each of them has its turn within seconds. */
const mostWaiting = 100;
const names = { page: 'lists', bulk: 'files and streams' } as const;

type Reader = Kysely<Tables> | undefined;

/** The lanes of queries that take turns, so that long work never delays a page. */
export class Lanes {
  private readonly turns: Readonly<Record<Lane, Turns>>;
  private readonly readers: Readonly<Record<Lane, Reader>>;

  /** @param open a connection beside the event loop; undefined where every connection is. */
  constructor(open: () => Reader) {
    this.turns = { page: new Turns(atOnce.page), bulk: new Turns(atOnce.bulk) };
    this.readers = { page: open(), bulk: open() };
  }

  /** @param signal gives up the place in the queue. */
  take<T>(lane: Lane, work: (reader: Reader) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.turns[lane].take(() => work(this.readers[lane]), signal);
  }

  /** @throws UnavailableError `BUSY` while 100 wait in the lane. */
  admit(lane: Lane): void {
    const { waiting } = this.turns[lane];
    if (waiting < mostWaiting) return;
    const text = `${waiting} ${names[lane]} wait to read the database; at most ${mostWaiting} may`;
    throw new UnavailableError('BUSY', text, { details: { waiting, allowed: mostWaiting } });
  }

  async destroy(): Promise<void> {
    await Promise.all(Object.values(this.readers).map((reader) => reader?.destroy()));
  }
}
