import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Caller } from './caller.js';

const callers = new WeakMap<object, Caller>();

/** Remembers the caller of an HTTP request that was let in. */
export const rememberCaller = (request: object, caller: Caller): void => void callers.set(request, caller);

/** Passes a handler the caller's name, for the log; `anybody` where no authentication is needed. */
export const CallerName = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<object>();
  return callers.get(request)?.name ?? 'anybody';
});
