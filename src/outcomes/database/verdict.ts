import { AppError, errorText, TransientError, UnavailableError } from '../../foundation/errors/app.error.js';
import { wayOut } from './way-out.js';

/**
 * What an error of the database is about. `row`: the values of a row, which no trying again mends. `passing`: it is over
 * within seconds, or nothing was asked yet. `server`: space, logins, the disk. `tables`: rights to them, or one is missing.
 * `damaged`: its files. `unclear`: everything
 * else, so that the list of what is held is never closed.
 */
export type DatabaseVerdict = 'row' | 'passing' | 'server' | 'tables' | 'damaged' | 'unclear';

const words = {
  passing: 'is away',
  server: 'fails',
  tables: 'fails',
  damaged: 'is damaged',
  unclear: 'fails',
} as const;

/** The database does not do what it was asked for, and that is no fault of the values: hold them. */
export class DatabaseUnavailable extends UnavailableError {
  /** What it says of itself: an SQLSTATE, a code of SQLite or of Node, or `none`. */
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

/** The error under our own names. What is not the database's word, such as a TypeError of ours, stays as it is. */
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

/** Node's own codes stand on errors of these types too, but a driver throws them for arguments of ours only. */
function isOurMistake(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((type) => error instanceof type);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = String(error.code);
  return /^\w{1,60}$/.test(code) ? code : undefined;
}
