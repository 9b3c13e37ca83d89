import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { takesPictures } from './picture-bodies.js';

/** The room in bodies of the largest size, `MAX_BODY_BYTES`. */
const bodies = 8;

/**
 * The memory for images that wait for their broker and exist nowhere else. A request that would find no room is
 * refused before its body is read, with 503 and Retry-After. A body takes room once it is read, not while a slow
 * client sends it: else a few idle connections would keep everybody out.
 */
@Injectable()
export class UploadRoom implements OnModuleInit {
  private readonly maxBodyBytes: number;
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
    fastify.addHook('onRequest', async (request) => {
      if (!takesPictures(request)) return;
      const announced = Number(request.headers['content-length'] ?? 1);
      if (Math.min(announced, this.maxBodyBytes) <= this.free) return;
      throw this.full();
    });
  }

  /**
   * Takes room for images whose body is read. Returns the function that gives it back; call it once.
   *
   * @throws UnavailableError `TOO_MANY_PUSHES`
   */
  hold(bytes: number): () => void {
    if (bytes > this.free) throw this.full();
    this.free -= bytes;
    return () => {
      this.free += bytes;
    };
  }

  private full(): UnavailableError {
    const waiting = bodies * this.maxBodyBytes - this.free;
    const allowed = `${bodies} × MAX_BODY_BYTES=${this.maxBodyBytes}`;
    const text = `images of ${waiting} bytes wait for their broker already; at most ${allowed}`;
    return new UnavailableError('TOO_MANY_PUSHES', text);
  }
}
