import type { Caller } from '../../foundation/answers/callers.js';
import type { AccessRole } from '../../foundation/config/access-keys.js';
import { InvalidError } from '../../foundation/errors/app.error.js';

/** @param why never contains the key or token. */
export function unauthenticated(why: string): InvalidError {
  return new InvalidError('UNAUTHENTICATED', why);
}

/** @throws InvalidError `FORBIDDEN` for a caller without the role. */
export function permit({ name, roles }: Caller, role: AccessRole): void {
  if (roles.includes(role)) return;
  const has = roles.join(', ') || 'none';
  throw new InvalidError('FORBIDDEN', `this takes the role ${role}; ${name} has ${has}`, {
    details: { role },
  });
}
