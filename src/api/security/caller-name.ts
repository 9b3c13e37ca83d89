import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Caller } from './caller.js';

const callers = new WeakMap<object, Caller>();

/** Remembers the caller that the front door has recognised. @param call the HTTP request, or the metadata of gRPC. */
export const rememberCaller = (call: object, caller: Caller): void => void callers.set(call, caller);

export const callerOf = (call: object): Caller | undefined => callers.get(call);

/** Passes a handler the caller's name, for the log; `anybody` where no authentication is needed. */
export const CallerName = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<object>();
  return callerOf(request)?.name ?? 'anybody';
});
