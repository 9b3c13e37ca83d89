import { Metadata } from '@grpc/grpc-js';
import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { neededRole } from './access.js';
import { Authenticator, type Credentials } from './authenticator.js';
import { nameCaller } from '../../foundation/answers/callers.js';

interface HttpRequest {
  readonly method: string;
  readonly routeOptions: { readonly url?: string };
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** How a handler was reached, with authentication. */
interface Call {
  readonly credentials: Credentials;
  /** Of HTTP. */
  readonly method?: string;
  readonly request?: object;
  readonly name: string;
}

/**
 * Authenticates callers over HTTP and gRPC and checks their roles, where authentication is on. Messages of a broker
 * pass: the broker decides who may write to a topic.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  /** @throws InvalidError `UNAUTHENTICATED`, `FORBIDDEN`; UnavailableError `ISSUER_UNAVAILABLE` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.authenticator.required) return true;
    const call = callOf(context);
    if (!call) return true;
    const role = neededRole(this.reflector, context, call.method);
    if (!role) return true;
    const caller = await this.authenticator.authorize(call.credentials, role);
    if (call.request) nameCaller(call.request, caller.name);
    if (role === 'operate') this.logger.log(`${caller.name}: ${call.name}`);
    return true;
  }
}

/** Undefined for a message of a broker. */
function callOf(context: ExecutionContext): Call | undefined {
  if (context.getType() === 'http') {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const { method, headers, routeOptions } = request;
    const name = `${method} ${routeOptions.url ?? ''}`;
    return { method, request, credentials: credentialsIn(headers), name };
  }
  const metadata = context.switchToRpc().getContext<unknown>();
  if (!(metadata instanceof Metadata)) return undefined;
  return { credentials: credentialsIn(metadata.getMap()), name: `gRPC ${context.getHandler().name}` };
}

/** @param headers with names in lower case; also those of gRPC, which may be bytes. */
export function credentialsIn(headers: Readonly<Record<string, unknown>>): Credentials {
  const { authorization, 'x-api-key': apiKey } = headers;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { authorization: text(authorization), apiKey: text(apiKey) };
}
