import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { callerOf } from '../../foundation/answers/callers.js';

/** Passes a handler the caller's name, for the log; `anybody` where no authentication is needed. */
export const CallerName = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<object>();
  return callerOf(request)?.name ?? 'anybody';
});
