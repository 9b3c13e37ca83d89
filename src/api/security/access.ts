import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { AccessRole } from '../../foundation/config/access-keys.js';
import { addRouteFacts, routeFactsOf } from '../../foundation/contract/route-facts.js';

const roleKey = Symbol('needed role');

/** Marks a public endpoint. Only for answers that reveal nothing, such as liveness. */
export const Public = (): MethodDecorator => (_target, _key, descriptor) =>
  addRouteFacts(descriptor.value as object, { isPublic: true });

/** Marks an endpoint that takes the tokens of push subscriptions (`PUSH_TOKEN_AUDIENCE`), which no other does. */
export const TakesPushTokens = (): MethodDecorator => (_target, _key, descriptor) =>
  addRouteFacts(descriptor.value as object, { takesPushTokens: true });

/** The role for an endpoint, or all of a controller, where `neededRole` has another default. */
export const Needs = (role: AccessRole): MethodDecorator & ClassDecorator => SetMetadata(roleKey, role);

/**
 * The caller's role for an endpoint. Default: `read` for GET and HEAD, else `operate`, the rarest; `@Needs` overrides
 * it. Undefined for public endpoints.
 *
 * @param method of HTTP; undefined over gRPC, where each method names its role.
 */
export function neededRole(
  reflector: Reflector,
  context: ExecutionContext,
  method: string | undefined,
): AccessRole | undefined {
  const marked = [context.getHandler(), context.getClass()];
  if (routeFactsOf(context.getHandler()).isPublic) return undefined;
  const reads = method === 'GET' || method === 'HEAD';
  return reflector.getAllAndOverride<AccessRole | undefined>(roleKey, marked) ?? (reads ? 'read' : 'operate');
}
