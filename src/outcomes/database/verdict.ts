import { AppError, errorText, TransientError, UnavailableError } from '../../foundation/errors/app.error.js';
import { wayOut } from './way-out.js';

/**
 * The cause of a database error. `row`: the values of a row, which a retry does not help. `passing`: over within
 * seconds, or no query has run yet. `server`: space, logins, the disk. `tables`: rights to them, or a missing one.
 * `damaged`: its files. `unclear`: everything else, so that unknown errors hold messages too.
 */
export type DatabaseVerdict = 'row' | 'passing' | 'server' | 'tables' | 'damaged' | 'unclear';

const words = {
  passing: 'is away',
  server: 'fails',
  tables: 'fails',
  damaged: 'is damaged',
  unclear: 'fails',
} as const;

/** The database fails, and the values are not the cause: hold them. */
export class DatabaseUnavailable extends UnavailableError {
  /** The database's code: an SQLSTATE, a code of SQLite or of Node, or `none`. */
  readonly reason: string;

  constructor(
    text: string,
    readonly verdict: Exclude<DatabaseVerdict, 'row'> = 'passing',
    cause?: unknown,
  ) {
    super('DATABASE_UNAVAILABLE', text, { cause });
    this.reason = codeOf(cause) ?? 'none';
  }
}

/** Whether waiting some seconds may help. */
export const isPassing = (error: unknown): boolean =>
  error instanceof DatabaseUnavailable && error.verdict === 'passing';

/** Converts an error of the database to one of ours. Other errors, such as a TypeError of ours, stay unchanged. */
export function named(error: unknown, verdict: DatabaseVerdict, description: string): unknown {
  if (error instanceof AppError || isOurMistake(error)) return error;
  const code = codeOf(error);
  const text = errorText(error) || (code ?? 'no reason given');
  if (verdict === 'row') {
    const refused = `${description} does not take these values: ${text}${code ? ` (${code})` : ''}`;
    return new TransientError('DATABASE_REFUSED', refused, { cause: error });
  }
  const help = wayOut(`${text} ${code ?? ''}`);
  const said = `${description} ${words[verdict]}: ${text}`;
  return new DatabaseUnavailable(help ? `${said}; ${help}` : said, verdict, error);
}

/** The error of an ordinary row: no row's values are the cause, but a change of the tables or of the database. */
export function refusesAll(error: AppError, description: string): DatabaseUnavailable {
  const { cause } = error;
  if (error instanceof DatabaseUnavailable && error.verdict !== 'unclear') return error;
  const text = `${errorText(cause ?? error)}; undo what was changed in its tables`;
  return new DatabaseUnavailable(`${description} refuses every row: ${text}`, 'tables', cause);
}

/** Errors of these types may have Node's codes too, but a driver throws them only for wrong arguments of ours. */
function isOurMistake(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((type) => error instanceof type);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = String(error.code);
  return /^\w{1,60}$/.test(code) ? code : undefined;
}
