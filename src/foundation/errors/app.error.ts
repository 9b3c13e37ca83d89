/**
 * Every failure that Seamline names. Code, not text, is what programs test; the list is closed and each code
 * keeps its meaning from release to release.
 */
export type ErrorCode =
  | 'BAD_MESSAGE' // a message that is no event, or no image
  | 'UNKNOWN_PATTERN' // a message that no handler wants
  | 'UNSUPPORTED_CONTENT_TYPE'
  | 'MESSAGE_TOO_LARGE'
  | 'UNKNOWN_MODEL'
  | 'UNKNOWN_LABEL' // a true label that the model which predicted does not know
  | 'MODEL_FAILED' // the model threw, or answered something that is not a number
  | 'MODEL_UNAVAILABLE'
  | 'TIMED_OUT' // it waited for its turn longer than it may
  | 'MODEL_CONFLICT' // what was asked of a model does not fit what serves now
  | 'PROCESS_DIED' // the process died each time this message was in work
  | 'HANDLER_FAILED' // an error without a code came out of a handler
  | 'BAD_REQUEST'
  | 'OUT_OF_RANGE'
  | 'UNAUTHENTICATED' // nobody, or nobody known, asks for what is not public
  | 'FORBIDDEN' // somebody known, without the role that this takes
  | 'ISSUER_UNAVAILABLE' // whose keys are needed to check a token
  | 'TOO_MANY_REQUESTS'
  | 'FOREIGN_SITE'
  | 'NOT_FOUND'
  | 'TOO_MANY_READERS' // as many clients follow the stream as may
  | 'REPLAY_LIMIT' // a dead letter was replayed as often as allowed
  | 'NOT_REPLAYABLE' // a dead letter that is not complete
  | 'UNKNOWN_BROKER'
  | 'BROKER_NOT_ENABLED'
  | 'BROKER_UNAVAILABLE'
  | 'BROKER_CLOSED'
  | 'BATCHER_CLOSED'
  | 'BROKER_REFUSED' // the broker answered, and said no
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_REFUSED' // the database answered, and does not take the values of this row
  | 'DATASET_UNAVAILABLE'
  | 'NOT_READY' // a part is away that the process needs for its roles
  | 'BAD_CONFIG';

/**
 * Whether trying again can help: `invalid` never (dead letter at once), `transient` perhaps (a few attempts, then
 * dead letter), `unavailable` as soon as the missing part is back (hold, and try without limit).
 */
export type ErrorKind = 'invalid' | 'transient' | 'unavailable';

export interface ErrorOptions {
  readonly cause?: unknown;
  /** What a program needs to act on the error; shown in HTTP answers, so it holds no secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const kinds: readonly unknown[] = ['invalid', 'transient', 'unavailable'] satisfies ErrorKind[];

/**
 * The base of all errors that Seamline throws on purpose. `instanceof AppError` holds for each error with a code and a
 * kind: a driver from outside may use another copy of this class, or none.
 */
export abstract class AppError extends Error {
  abstract readonly kind: ErrorKind;

  static override [Symbol.hasInstance](thrown: unknown): boolean {
    if (this !== AppError) return super[Symbol.hasInstance](thrown);
    return thrown instanceof Error && 'code' in thrown && 'kind' in thrown && kinds.includes(thrown.kind);
  }
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details ?? {};
  }
}

export class InvalidError extends AppError {
  readonly kind = 'invalid';
}

export class TransientError extends AppError {
  readonly kind = 'transient';
}

export class UnavailableError extends AppError {
  readonly kind = 'unavailable';
}

/** Any thrown thing as an AppError; what has no code of its own counts as a transient failure of the handler. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new TransientError('HANDLER_FAILED', errorText(thrown), { cause: thrown });
}

/** What a thrown thing says, also where it is Nest's plain `{ status, message }` object. */
export function errorText(thrown: unknown): string {
  const message: unknown =
    typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : thrown;
  return String(message);
}
