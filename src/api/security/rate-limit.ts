import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** An address's requests in this minute. */
export interface RequestBudget {
  readonly allowed: number;
  readonly left: number;
  /** Seconds until all are allowed again. */
  readonly untilS: number;
  readonly isSpent: boolean;
}

/** Counts a request. Addresses of IPv6 share a budget by /64. */
export type CountRequest = (address: string) => Promise<RequestBudget>;

/**
 * The counter of `@fastify/rate-limit`, for any transport. Its own hook would count neither unknown addresses nor
 * gRPC.
 */
export function requestCounter(fastify: FastifyInstance, perMinute: number): CountRequest {
  void fastify.register(rateLimit, { global: false, max: perMinute, timeWindow: '1 minute' });
  let count: ReturnType<FastifyInstance['createRateLimit']> | undefined;
  return async (address) => {
    count ??= fastify.createRateLimit();
    // The counter reads no more of a request.
    const counted = await count({ ip: address, routeOptions: {} } as FastifyRequest);
    if (counted.isAllowed) return { allowed: perMinute, left: perMinute, untilS: 0, isSpent: false };
    const { remaining: left, ttlInSeconds: untilS, isExceeded: isSpent } = counted;
    return { allowed: perMinute, left, untilS, isSpent };
  };
}
