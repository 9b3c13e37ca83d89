import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { nameOfCaller } from '../../foundation/answers/callers.js';

/** Passes a handler the caller's name, for the log; `anybody` where no authentication is needed. */
export const CallerName = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string =>
    nameOfCaller(context.switchToHttp().getRequest<object>()) ?? 'anybody',
);
