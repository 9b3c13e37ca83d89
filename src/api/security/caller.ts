import type { AccessRole } from '../../foundation/config/access-keys.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

/** Who calls, and what they may do. */
export interface Caller {
  readonly name: string;
  readonly roles: readonly AccessRole[];
}

/** @param why never holds what was shown as a key or a token. */
export function unauthenticated(why: string): InvalidError {
  return new InvalidError('UNAUTHENTICATED', why);
}
