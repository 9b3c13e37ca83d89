import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { onceOver } from '../../foundation/errors/response-over.js';
import { isProbe } from '../../api/security/http-hardening.js';

/** The share of the shutdown time for HTTP: the rest is for messages in work. */
const shareForRequests = 0.5;
const lookEveryMs = 20;
/** In milliseconds. A client that is sending has this long for the rest of its request. */
const restOfRequestMs = 2_000;

interface Begun {
  readonly sent: boolean;
  readonly raw: ServerResponse;
}

/**
 * Ends HTTP in order, so that no request is cut off when this process is replaced. For `SHUTDOWN_DELAY_MS` it keeps
 * serving, while load balancers see that it is not ready. Then it refuses new requests with 503 and Retry-After, and
 * answers running ones before anything is closed. It closes the connection of a client that does not send the rest of
 * its request within 2 s.
 */
@Injectable()
export class HttpDrain implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger('Shutdown');
  private readonly begun = new Set<Begun>();
  private state: 'serving' | 'ending' | 'refusing' = 'serving';

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'shutdown'>,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify = (this.host.httpAdapter as FastifyAdapter).getInstance();
    fastify.addHook('onRequest', async ({ routeOptions }, reply) => {
      this.begun.add(reply);
      // Fastify calls `onResponse` only for an answer that was sent to its end.
      onceOver(reply.raw, () => this.begun.delete(reply));
      if (this.state === 'serving') return;
      // The next request of this client goes to another process.
      reply.header('connection', 'close');
      if (this.state === 'refusing' && !isProbe(routeOptions.url))
        throw new UnavailableError('NOT_READY', 'this process is ending; send it again, to another one');
    });
  }

  get isEnding(): boolean {
    return this.state !== 'serving';
  }

  /** Before anything is closed: requests from now on belong to another process. */
  async onModuleDestroy(): Promise<void> {
    this.state = 'ending';
    await pause(this.config.shutdown.delayMs);
    this.state = 'refusing';
  }

  /** After the services that make a request wait have ended, and before the brokers are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    const unfinishedUntil = performance.now() + restOfRequestMs;
    const until = performance.now() + this.config.shutdown.timeoutMs * shareForRequests;
    // Live streams have no end of their own: they count as sent from their first byte.
    const running = () => [...this.begun].filter(({ sent }) => !sent);
    const isUnfinished = ({ raw }: Begun) => !raw.req.complete;
    while (running().length > 0 && performance.now() < until) {
      await pause(lookEveryMs);
      if (performance.now() < unfinishedUntil) continue;
      this.closeUnfinished(running().filter(isUnfinished));
    }
    const { length } = running();
    if (length > 0) this.logger.warn(`${length} requests over HTTP have no answer yet; they may be cut off`);
  }

  private closeUnfinished(requests: readonly Begun[]): void {
    if (requests.length === 0) return;
    for (const { raw } of requests) raw.req.socket.destroy();
    const text = `closed the connections of ${requests.length} requests over HTTP, which had not come to their end`;
    this.logger.warn(`${text} ${restOfRequestMs} ms after this process refused others`);
  }
}
