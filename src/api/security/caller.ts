import type { AccessRole } from '../../foundation/config/access-keys.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

/** A caller and its roles. */
export interface Caller {
  readonly name: string;
  readonly roles: readonly AccessRole[];
}

/** @param why never contains the key or token. */
export function unauthenticated(why: string): InvalidError {
  return new InvalidError('UNAUTHENTICATED', why);
}
