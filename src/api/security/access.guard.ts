import { Metadata } from '@grpc/grpc-js';
import { type CanActivate, type ExecutionContext, Inject, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { callerOf } from '../../foundation/answers/callers.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { neededRole } from './access.js';
import { permit, unauthenticated } from './caller.js';

interface HttpRequest {
  readonly method: string;
  readonly routeOptions: { readonly url?: string };
}

/** How a handler was reached, with authentication. */
interface Call {
  /** For which the front door has recognised the caller. */
  readonly origin: object;
  /** Of HTTP. */
  readonly method?: string;
  readonly name: string;
}

/**
 * Checks the roles of callers over HTTP and gRPC, where authentication is on. `FrontDoor` has authenticated them.
 * Messages of a broker pass: the broker decides who may write to a topic.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Pick<Config, 'access'>,
  ) {}

  /** @throws InvalidError `FORBIDDEN`; `UNAUTHENTICATED` for a call that did not come through the front door. */
  canActivate(context: ExecutionContext): boolean {
    if (!this.config.access.required) return true;
    const call = callOf(context);
    if (!call) return true;
    const role = neededRole(this.reflector, context, call.method);
    if (!role) return true;
    const caller = callerOf(call.origin);
    if (!caller) throw unauthenticated('the caller is not known');
    permit(caller, role);
    if (role === 'operate') this.logger.log(`${caller.name}: ${call.name}`);
    return true;
  }
}

/** Undefined for a message of a broker. */
function callOf(context: ExecutionContext): Call | undefined {
  if (context.getType() === 'http') {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const { method, routeOptions } = request;
    return { origin: request, method, name: `${method} ${routeOptions.url ?? ''}` };
  }
  const metadata = context.switchToRpc().getContext<unknown>();
  if (!(metadata instanceof Metadata)) return undefined;
  return { origin: metadata, name: `gRPC ${context.getHandler().name}` };
}
