import type { FastifyReply, FastifyRequest } from 'fastify';

/** Addresses without a route. Failures below /v2 have another form. */
const withoutRoute = { protocol: '/v2/unreadable-address', other: '/unreadable-address' };

const refusals = new WeakMap<object, Error>();

/**
 * Fastify's router answers an address that it cannot read, such as `/%`, before any hook. This sends such a request
 * through all hooks, as one of an unknown address. `refuseUnreadable` then throws the router's error.
 */
export function routeUnreadable(error: Error, { raw, server }: FastifyRequest, reply: FastifyReply): void {
  refusals.set(raw, error);
  const isProtocol = raw.url?.startsWith('/v2/') ?? false;
  Object.assign(raw, { originalUrl: raw.url });
  raw.url = isProtocol ? withoutRoute.protocol : withoutRoute.other;
  server.routing(raw, reply.raw);
}

/** @throws FastifyError of the router, such as `FST_ERR_BAD_URL` */
export function refuseUnreadable({ raw }: FastifyRequest): void {
  const error = refusals.get(raw);
  if (error) throw error;
}
