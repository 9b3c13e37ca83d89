import { NotFoundException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from '../../foundation/config/config.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { httpFailureOf } from '../../foundation/errors/error.filter.js';
import { permit } from './caller.js';
import { type FrontDoor, refuseSpent } from './front-door.js';
import { isProbe } from './http-hardening.js';
import { refuseUnreadable } from './unreadable-address.js';

/** The methods that a route of ours may have. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Leads every HTTP request through the front door, before its body is read: also unknown addresses, and those that the
 * router refuses. Asks for the matched route, never for the address as it was written.
 */
export function openHttpDoor(fastify: FastifyInstance, door: FrontDoor, http: HttpConfig): void {
  const entered = new WeakSet<FastifyRequest>();
  const enter = async (request: FastifyRequest, reply: FastifyReply) => {
    if (entered.has(request)) return undefined;
    entered.add(request);
    try {
      if (!isProbe(request.routeOptions.url)) await countIn(door, request, reply);
      if (http.corsOrigins.length > 0 && isPreflight(request))
        return await reply.code(204).header('content-length', '0').send();
      if (!request.routeOptions.config.isPublic) await recogniseIn(door, request, reply);
      refuseUnreadable(request);
      refuseUnknown(fastify, request, reply);
      return undefined;
    } catch (error) {
      return refuse(request, reply, error);
    }
  };
  fastify.addHook('onRequest', enter);
  // Nest answers some addresses as unknown in an earlier hook, such as that of `OPTIONS *`.
  fastify.addHook('preHandler', enter);
}

/** Nest's filter answers errors of its own routes and of unknown ones. Other routes exist before that filter does. */
function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const failure = httpFailureOf(error);
  if (isOfController(request) || request.is404 || !failure) throw error;
  const { details, ...shown } = failure;
  if (shown.statusCode === 401 && !reply.hasHeader('www-authenticate'))
    void reply.header('www-authenticate', 'Bearer realm="seamline"');
  return reply.code(shown.statusCode).send({ ...shown, ...details });
}

async function countIn(door: FrontDoor, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const budget = await door.count(request.ip);
  if (!budget) return;
  void reply.headers({
    'x-ratelimit-limit': budget.allowed,
    'x-ratelimit-remaining': budget.left,
    'x-ratelimit-reset': budget.untilS,
  });
  if (budget.isSpent) void reply.header('retry-after', budget.untilS);
  refuseSpent(budget);
}

/**
 * No guard of Nest sees a route that is of no controller and not public: the API's description. It needs the role
 * `read`. A browser asks its user for the key: any name, and the key as the password.
 */
async function recogniseIn(door: FrontDoor, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { takesPushTokens } = request.routeOptions.config;
  const isDescription = !isUnknown(request) && !isOfController(request);
  if (isDescription) void reply.header('www-authenticate', 'Basic realm="Seamline API", charset="UTF-8"');
  const caller = await door.recognise(request, request.headers, request.ip, takesPushTokens);
  void reply.removeHeader('www-authenticate');
  if (caller && isDescription) permit(caller, 'read');
}

const isOfController = ({ routeOptions }: FastifyRequest): boolean =>
  routeOptions.config.contract !== undefined;

/** A browser asks before a page of another site may send. It sends no credentials with that. */
const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** With CORS a route for OPTIONS matches every address. */
const isUnknown = ({ is404, routeOptions }: FastifyRequest): boolean => is404 || routeOptions.url === '*';

/**
 * Refuses what no route takes, so that its body is not read either.
 *
 * @throws InvalidError `METHOD_NOT_ALLOWED` for an address that has other methods; NotFoundException for any other.
 */
function refuseUnknown(fastify: FastifyInstance, request: FastifyRequest, reply: FastifyReply): void {
  if (!isUnknown(request)) return;
  const { method, originalUrl: url } = request;
  const allowed = methods.filter((other) => fastify.findRoute({ method: other, url }));
  if (allowed.length === 0) throw new NotFoundException(`Cannot ${method} ${url}`);
  void reply.header('allow', allowed.join(', '));
  const text = `${method} is not possible here: must be ${allowed.join(', ')}`;
  throw new InvalidError('METHOD_NOT_ALLOWED', text, { details: { allowed } });
}
