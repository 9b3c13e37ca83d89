import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { onceOver } from '../../foundation/errors/response-over.js';
import { isProbe } from '../../api/security/http-hardening.js';

/** The share of the shutdown time for HTTP: the rest is for messages in work. */
const shareForRequests = 0.5;
const lookEveryMs = 20;

/**
 * Ends HTTP in order, so that no request is cut off when this process is replaced. For `SHUTDOWN_DELAY_MS` it keeps
 * serving, while load balancers see that it is not ready. Then it refuses new requests with 503 and Retry-After, and
 * answers running ones before anything is closed.
 */
@Injectable()
export class HttpDrain implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly begun = new Set<{ readonly sent: boolean }>();
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
    const until = performance.now() + this.config.shutdown.timeoutMs * shareForRequests;
    // Live streams have no end of their own: they count as sent from their first byte.
    const isBusy = () => [...this.begun].some(({ sent }) => !sent);
    while (isBusy() && performance.now() < until) await pause(lookEveryMs);
  }
}
