import { type AppError, InvalidError, toAppError, UnavailableError } from '../foundation/errors/app.error.js';

/** The messages of a failed `publish` whose end is known, by their places in the call. The rest is unknown. */
export interface KnownEnds {
  readonly accepted: readonly number[];
  /** The broker does not have them, and will not get them: it said no, or nothing was sent. */
  readonly notSent: readonly number[];
}

const nothingKnown: KnownEnds = { accepted: [], notSent: [] };
const key = Symbol.for('seamline.knownEnds');

/** The same error, with what is known of its messages. */
export function withKnownEnds(error: AppError, ends: KnownEnds): AppError {
  const { code, message, details } = error;
  const type = error.kind === 'invalid' ? InvalidError : UnavailableError;
  return Object.assign(new type(code, message, { cause: error, details }), { [key]: ends });
}

/** The same for a publish of `count` messages that failed before anything could be sent. */
export function withNoneSent(thrown: unknown, count: number): AppError {
  return withKnownEnds(toAppError(thrown), {
    accepted: [],
    notSent: Array.from({ length: count }, (_, at) => at),
  });
}

/** What the driver knows of the messages of a `publish` that it rejected. Drivers need not know anything. */
export function knownEnds(thrown: unknown): KnownEnds {
  return (thrown as { readonly [key]?: KnownEnds } | undefined)?.[key] ?? nothingKnown;
}
