import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';
import { parse } from 'node:querystring';
import { z } from 'zod';
import type { EndpointContract, RequestBody } from '../../foundation/contract/endpoint.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { refuseCostlyJson } from '../../foundation/contract/json-cost.js';

/** Bytes of JSON and forms, where the contract names no other limit. */
export const smallBodyBytes = 65_536;
const mostFields = 1_000;

/**
 * The most bytes of each route's body, by its contract. Only bodies of pictures and tensors may have
 * `MAX_BODY_BYTES`.
 */
export function limitBodies(adapter: FastifyAdapter, maxBodyBytes: number): void {
  adapter.getInstance().addHook('onRoute', (route: RouteOptions) => {
    const bytes = Math.min(limitOf(route.config?.contract) ?? maxBodyBytes, maxBodyBytes);
    const setting = bytes === maxBodyBytes ? `MAX_BODY_BYTES=${bytes}` : `${bytes} bytes`;
    route.bodyLimit = bytes;
    route.config = { ...route.config, bodyLimit: setting };
  });
}

/** Undefined: `MAX_BODY_BYTES`. */
function limitOf({ body }: Partial<EndpointContract> = {}): number | undefined {
  const described: RequestBody | undefined = body instanceof z.ZodType ? { schema: body } : body;
  if (described?.maxBytes !== undefined) return described.maxBytes;
  const takesBytes = described?.binaryTypes !== undefined;
  return takesBytes ? undefined : smallBodyBytes;
}

/** Reads JSON and forms, and refuses what is costly to parse before it is parsed. */
export function readBoundedBodies(adapter: FastifyAdapter): void {
  const parseJson = adapter.getInstance().getDefaultJsonParser('error', 'error');
  adapter.useBodyParser('application/json', false, {}, (request, body, done) => {
    refuseCostlyJson(body);
    void parseJson(request, body.toString('utf8'), done);
  });
  adapter.useBodyParser('application/x-www-form-urlencoded', false, {}, (_request, body, done) => {
    refuseManyFields(body);
    done(null, parse(body.toString('utf8')));
  });
}

/** @throws InvalidError `BAD_REQUEST` */
function refuseManyFields(form: Buffer): void {
  let fields = 1;
  for (let at = form.indexOf('&'); at !== -1; at = form.indexOf('&', at + 1)) fields += 1;
  if (fields <= mostFields) return;
  throw new InvalidError('BAD_REQUEST', `the form has ${fields} fields; at most ${mostFields} are taken`);
}
