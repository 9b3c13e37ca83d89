import { Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { InvalidError, UnavailableError } from '../errors/app.error.js';
import { onceOver } from '../errors/response-over.js';
import { ownerOf } from './callers.js';

interface Limit {
  /** Its name in the plural. */
  readonly name: string;
  /** Most in this process. */
  readonly inAll: number;
  /** Most of one caller: far more than a person or a program needs, far fewer than all. */
  readonly ofCaller: number;
}

/** The kinds of answers that may take long. Each is a connection, some memory, and repeated queries. */
const limits = {
  stream: { name: 'streams', inAll: 1_000, ofCaller: 100 },
  wait: { name: 'answers that wait', inAll: 1_000, ofCaller: 100 },
  // At most 100 wait to read the database, and the others have up to 1 MB each in memory.
  export: { name: 'files', inAll: 200, ofCaller: 120 },
  list: { name: 'lists', inAll: 200, ofCaller: 120 },
} satisfies Record<string, Limit>;

export type LongAnswer = keyof typeof limits;

/** Fastify's reply. */
export interface LongReply {
  readonly request: { readonly ip: string };
  readonly raw: ServerResponse;
}

/** Counts the long answers of this process that are not over, in all and of each caller. */
@Injectable()
export class OpenAnswers {
  private readonly callers: Readonly<Record<LongAnswer, Map<string, number>>> = {
    stream: new Map(),
    wait: new Map(),
    export: new Map(),
    list: new Map(),
  };

  /** The answers that are open, by their kind. */
  get counts(): Record<LongAnswer, number> {
    const { stream, wait, export: files, list } = this.callers;
    return { stream: sum(stream), wait: sum(wait), export: sum(files), list: sum(list) };
  }

  /**
   * Counts an answer until it is over: sent, refused, or its connection closed. Call it before anything is awaited.
   * Returns a signal that aborts then.
   *
   * @throws UnavailableError `TOO_MANY_READERS` when too many are open in this process; InvalidError
   *   `TOO_MANY_REQUESTS` when too many of them are this caller's.
   */
  admit(kind: LongAnswer, { request, raw }: LongReply): AbortSignal {
    const open = this.callers[kind];
    const caller = ownerOf(request);
    refuseTooMany(limits[kind], sum(open), open.get(caller) ?? 0);
    open.set(caller, (open.get(caller) ?? 0) + 1);
    const over = new AbortController();
    onceOver(raw, () => {
      const left = (open.get(caller) ?? 1) - 1;
      if (left > 0) open.set(caller, left);
      else open.delete(caller);
      over.abort();
    });
    return over.signal;
  }
}

function refuseTooMany({ name, inAll, ofCaller }: Limit, open: number, own: number): void {
  if (own >= ofCaller) {
    const text = `${own} ${name} of this caller are open already; at most ${ofCaller} may be`;
    throw new InvalidError('TOO_MANY_REQUESTS', text, { details: { open: own, allowed: ofCaller } });
  }
  if (open >= inAll) {
    const text = `${open} ${name} are open already; at most ${inAll} may be`;
    throw new UnavailableError('TOO_MANY_READERS', text, { details: { open, allowed: inAll } });
  }
}

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((all, one) => all + one, 0);
