import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { AccessRole } from '../../foundation/config/access-keys.js';

const roleKey = Symbol('needed role');
const publicKey = Symbol('public');

/** Marks an endpoint, or all of a controller, that answers everybody. Only for what tells nothing: whether it is alive. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicKey, true);

/** The role that an endpoint, or all of a controller, asks for, where `neededRole` would guess another. */
export const Needs = (role: AccessRole): MethodDecorator & ClassDecorator => SetMetadata(roleKey, role);

/**
 * What a caller must be allowed: `read` for GET and HEAD, for everything else `operate`, the rarest; `@Needs` says
 * otherwise. Undefined for what is public.
 *
 * @param method of HTTP; undefined over gRPC, where each method says what it needs.
 */
export function neededRole(
  reflector: Reflector,
  context: ExecutionContext,
  method: string | undefined,
): AccessRole | undefined {
  const marked = [context.getHandler(), context.getClass()];
  if (reflector.getAllAndOverride<boolean | undefined>(publicKey, marked)) return undefined;
  const reads = method === 'GET' || method === 'HEAD';
  return reflector.getAllAndOverride<AccessRole | undefined>(roleKey, marked) ?? (reads ? 'read' : 'operate');
}
