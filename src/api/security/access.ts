import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { AccessRole } from '../../foundation/config/access-keys.js';

const roleKey = Symbol('needed role');
const publicKey = Symbol('public');

/** Marks a public endpoint, or a public controller. Only for answers that reveal nothing, such as liveness. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicKey, true);

/** Whether a handler or a controller is marked by itself. */
export const isMarkedPublic = (target: object): boolean => Reflect.getMetadata(publicKey, target) === true;

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
  if (reflector.getAllAndOverride<boolean | undefined>(publicKey, marked)) return undefined;
  const reads = method === 'GET' || method === 'HEAD';
  return reflector.getAllAndOverride<AccessRole | undefined>(roleKey, marked) ?? (reads ? 'read' : 'operate');
}
