import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import {
  beginEventStream,
  isHeadRequest,
  sseEvent,
  type StreamReply,
} from '../../foundation/answers/event-stream.js';
import { OpenAnswers } from '../../foundation/answers/open-answers.js';
import { errorText } from '../../foundation/errors/app.error.js';
import type { JobStatus } from './jobs.contract.js';
import { JobsService } from './jobs.service.js';

const pauseMs = 200;
/** Proxies keep the connection, and a client that has vanished is noticed. */
const longestSilenceMs = 10_000;

/** Sends the status of an asynchronous request each time that it changes. */
@Injectable()
export class JobStream implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly jobs: JobsService,
    private readonly open: OpenAnswers,
  ) {}

  /**
   * Resolves when the job is done, the client has left, or this process ends. An error after the first event is sent
   * as the event `error`.
   *
   * @throws InvalidError `NOT_FOUND`, `TOO_MANY_REQUESTS`; UnavailableError `TOO_MANY_READERS`, `DATABASE_UNAVAILABLE`
   */
  async send(id: string, reply: StreamReply): Promise<void> {
    const over = AbortSignal.any([this.open.admit('stream', reply), this.stopping.signal]);
    const first = await this.jobs.status(id);
    beginEventStream(reply);
    try {
      if (!isHeadRequest(reply)) await this.follow(id, first, over, (event) => reply.raw.write(event));
    } catch (error) {
      reply.raw.write(sseEvent('error', errorText(error)));
    }
    reply.raw.end();
  }

  /** A waiting answer would keep the HTTP server from closing. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async follow(
    id: string,
    first: JobStatus,
    over: AbortSignal,
    write: (event: Buffer) => void,
  ): Promise<void> {
    let sent: Buffer | undefined;
    let sentAt = 0;
    for (let status = first; ; status = await this.jobs.status(id)) {
      const event = sseEvent('status', status);
      if (!sent?.equals(event) || performance.now() - sentAt > longestSilenceMs) {
        write(event);
        sent = event;
        sentAt = performance.now();
      }
      if (status.state !== 'working' || over.aborted) return;
      await pause(pauseMs, undefined, { signal: over }).catch(() => undefined);
    }
  }
}
