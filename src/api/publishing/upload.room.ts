import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { onceOver } from '../../foundation/errors/response-over.js';
import { takesPictures } from './picture-bodies.js';

/** The room in bodies of the largest size, `MAX_BODY_BYTES`. */
const bodies = 8;

interface Hold {
  readonly bytes: number;
  holders: number;
}

/**
 * The memory for images that exist nowhere else until their broker has them. A request that finds no room is refused
 * before its body is read, with 503 and Retry-After.
 */
@Injectable()
export class UploadRoom implements OnModuleInit {
  private readonly maxBodyBytes: number;
  private readonly holds = new WeakMap<IncomingMessage, Hold>();
  private free: number;

  constructor(
    @Inject(CONFIG) { http }: Pick<Config, 'http'>,
    private readonly host: HttpAdapterHost,
  ) {
    this.maxBodyBytes = http.maxBodyBytes;
    this.free = bodies * http.maxBodyBytes;
  }

  onModuleInit(): void {
    const fastify = (this.host.httpAdapter as FastifyAdapter).getInstance();
    fastify.addHook('onRequest', async (request, reply) => {
      if (!takesPictures(request)) return;
      // The body stays unread, so the connection cannot be used again.
      if (this.free < this.sizeOf(request.headers)) reply.header('connection', 'close');
      const hold = { bytes: this.take(this.sizeOf(request.headers)), holders: 1 };
      this.holds.set(request.raw, hold);
      onceOver(reply.raw, () => this.leave(hold));
    });
  }

  /** Keeps the request's room after its answer too. Returns the function that gives it back. */
  keep(request: IncomingMessage): () => void {
    const hold = this.holds.get(request);
    if (!hold) return () => undefined;
    hold.holders += 1;
    return () => this.leave(hold);
  }

  /**
   * Takes room for images whose body is read already. Returns the function that gives it back.
   *
   * @throws UnavailableError `TOO_MANY_PUSHES`
   */
  hold(bytes: number): () => void {
    const hold = { bytes: this.take(bytes), holders: 1 };
    return () => this.leave(hold);
  }

  private take(bytes: number): number {
    if (bytes > this.free) {
      const text = `images of ${bodies * this.maxBodyBytes - this.free} bytes wait for their broker already; at most ${bodies} × MAX_BODY_BYTES=${this.maxBodyBytes}`;
      throw new UnavailableError('TOO_MANY_PUSHES', text);
    }
    this.free -= bytes;
    return bytes;
  }

  private leave(hold: Hold): void {
    hold.holders -= 1;
    if (hold.holders === 0) this.free += hold.bytes;
  }

  /** A larger body is refused while it is read; one of unknown length may become as large as allowed. */
  private sizeOf({ 'content-length': length }: IncomingHttpHeaders): number {
    return Math.min(Number(length ?? this.maxBodyBytes), this.maxBodyBytes);
  }
}
