import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { EndpointContract } from './endpoint.js';

/**
 * What the HTTP server knows of a route before it reads a request: `request.routeOptions.config`. Nest copies the facts
 * of a handler there.
 */
export interface RouteFacts {
  /** Absent for a route of no controller. */
  readonly contract?: EndpointContract;
  /** Needs no credentials. */
  readonly isPublic?: true;
  /** Takes the tokens of push subscriptions, which no other route does. */
  readonly takesPushTokens?: true;
}

declare module 'fastify' {
  interface FastifyContextConfig extends RouteFacts {
    /** For people: the most bytes of a body, and the setting that changes it. */
    bodyLimit?: string;
  }
}

/** The facts that decorators have given a handler. */
export const routeFactsOf = (handler: object): RouteFacts =>
  (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as RouteFacts | undefined) ?? {};

export function addRouteFacts(handler: object, facts: RouteFacts): void {
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...routeFactsOf(handler), ...facts }, handler);
}
