import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Config } from '../../foundation/config/config.js';
import { limitBodies, readBoundedBodies } from './body-limits.js';
import { limitConnections } from './connection-limits.js';
import { askForBodiesLate } from './expected-bodies.js';
import { connectionLimits } from './file-descriptors.js';
import { FrontDoor } from './front-door.js';
import { boundUnfinishedBodies } from './held-bodies.js';
import { openHttpDoor } from './http-door.js';
import { hardenHttp } from './http-hardening.js';
import { limitPipelined } from './pipelined-requests.js';
import { requestCounter } from './rate-limit.js';
import { endUnreadAnswers } from './unread-answers.js';
import { closeAfterUnreadBodies } from './unread-body.js';

const doors = new WeakMap<object, FrontDoor>();

/**
 * Protects every HTTP request, but no message of a broker. Call it before other hooks read a request. What a browser
 * needs is on each answer, so those headers come before the front door.
 */
export function guardHttp(adapter: FastifyAdapter, { access, http }: Pick<Config, 'access' | 'http'>): void {
  const fastify = adapter.getInstance();
  limitConnections(fastify.server, connectionLimits().http, http.trustedProxies);
  limitPipelined(fastify);
  limitBodies(adapter, http.maxBodyBytes);
  readBoundedBodies(adapter);
  askForBodiesLate(fastify);
  boundUnfinishedBodies(fastify, http.maxBodyBytes);
  closeAfterUnreadBodies(fastify);
  hardenHttp(adapter, http);
  const counter = http.rateLimit > 0 ? requestCounter(fastify, http.rateLimit) : undefined;
  const door = new FrontDoor({ access }, counter);
  doors.set(adapter, door);
  openHttpDoor(fastify, door, http);
  endUnreadAnswers(fastify);
}

/** The front door of an HTTP server, for other servers of the process. */
export function frontDoorOf(adapter: object): FrontDoor {
  const door = doors.get(adapter);
  if (!door) throw new Error('guardHttp has not run');
  return door;
}
