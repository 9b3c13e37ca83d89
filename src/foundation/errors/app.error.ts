/**
 * The codes of all failures that Seamline names. Programs test the code, not the text. The list is closed, and each
 * code keeps its meaning from release to release.
 */
export type ErrorCode =
  | 'BAD_MESSAGE' // a message that is no event, or no image
  | 'UNKNOWN_PATTERN' // a message that no handler wants
  | 'UNDECODABLE_BATCH' // bytes of the broker's log in which no message can be read
  | 'UNSUPPORTED_CONTENT_TYPE'
  | 'MESSAGE_TOO_LARGE'
  | 'REFERENCE_REFUSED' // a reference to a picture that this service may not fetch
  | 'PICTURE_GONE' // a referenced picture that is not there any more, or was replaced
  | 'STORAGE_UNAVAILABLE' // the store of referenced pictures
  | 'STORAGE_REFUSED' // the store does not let this service read
  | 'UNKNOWN_MODEL'
  | 'AMBIGUOUS_IMAGE' // an id alone, which events of several sources have
  | 'UNKNOWN_LABEL' // a true label that the model which predicted does not know
  | 'MODEL_FAILED' // the model threw, or its answer is not a number
  | 'MODEL_UNAVAILABLE'
  | 'TIMED_OUT' // it waited longer than allowed
  | 'MODEL_CONFLICT' // a change of a model that conflicts with the serving decision
  | 'STALE_DECISION' // another decision about the model came first
  | 'PROCESS_DIED' // the process died each time this message was in work
  | 'HANDLER_FAILED' // a handler's error without a code
  | 'BAD_REQUEST'
  | 'OUT_OF_RANGE'
  | 'UNAUTHENTICATED' // a caller without valid credentials
  | 'FORBIDDEN' // a known caller without the role
  | 'ISSUER_UNAVAILABLE' // the issuer whose keys verify a token
  | 'TOO_MANY_REQUESTS'
  | 'FOREIGN_SITE'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED' // an address that exists, with other methods
  | 'TOO_MANY_READERS' // the most streams, waits, files or lists are open already
  | 'STILL_PUBLISHING' // images that are not unknown yet, because their publisher lives
  | 'TOO_MANY_PUSHES' // more wait to be published already than this process holds
  | 'BUSY' // the most clients wait to read the database already, or unfinished bodies hold too much
  | 'REPLAY_LIMIT' // a dead letter after its last allowed replay
  | 'NOT_REPLAYABLE' // an incomplete dead letter
  | 'UNKNOWN_BROKER'
  | 'BROKER_NOT_ENABLED'
  | 'BROKER_UNAVAILABLE'
  | 'BROKER_CLOSED'
  | 'BATCHER_CLOSED'
  | 'BROKER_REFUSED' // the broker answered with a refusal
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_REFUSED' // the database refused the values of this row
  | 'DATASET_UNAVAILABLE'
  | 'NOT_READY' // a part that the process needs for its roles is away
  | 'BAD_CONFIG';

/**
 * Whether a retry can help. `invalid`: never (dead letter at once). `transient`: perhaps (a few attempts, then dead
 * letter). `unavailable`: as soon as the missing part is back (hold, and retry without limit).
 */
export type ErrorKind = 'invalid' | 'transient' | 'unavailable';

export interface ErrorOptions {
  readonly cause?: unknown;
  /** The facts that a program needs to react to the error. HTTP answers show them, so they contain no secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

const kinds: readonly unknown[] = ['invalid', 'transient', 'unavailable'] satisfies ErrorKind[];

/**
 * The base of all errors that Seamline throws on purpose. `instanceof AppError` holds for each error with a code and
 * a kind: an external driver may use another copy of this class, or none.
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

/** Converts any thrown value to an AppError; one without a code counts as a transient failure of the handler. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new TransientError('HANDLER_FAILED', errorText(thrown), { cause: thrown });
}

/** The text of a thrown value, also of Nest's plain `{ status, message }` object. */
export function errorText(thrown: unknown): string {
  const message: unknown =
    typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : thrown;
  return String(message);
}
