import { Reflector } from '@nestjs/core';

/** Marks a GET handler that does something, so that ForeignSiteGuard treats it like a POST. */
export const ChangesState = Reflector.createDecorator<true>();
