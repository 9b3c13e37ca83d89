import { toAppError } from '../foundation/errors/app.error.js';

/** Whether the broker answered and said no, so that it has nothing of the message. */
export function isRefusal(thrown: unknown): boolean {
  const { kind, code } = toAppError(thrown);
  return kind === 'invalid' || code === 'BROKER_REFUSED';
}

/** Whether the broker said no for a reason that an operator can lift, such as a right that this account lacks. */
export function isLiftable(thrown: unknown): boolean {
  const { kind, code } = toAppError(thrown);
  return kind === 'unavailable' && code === 'BROKER_REFUSED';
}
