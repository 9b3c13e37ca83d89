import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  HttpStatus,
  Logger,
} from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { Observable } from 'rxjs';
import { throwError } from 'rxjs';
import { AppError, type ErrorCode, InvalidError } from './app.error.js';
import { isOver } from './response-over.js';

const statuses: Record<ErrorCode, HttpStatus> = {
  BAD_MESSAGE: HttpStatus.BAD_REQUEST,
  UNKNOWN_PATTERN: HttpStatus.BAD_REQUEST,
  UNDECODABLE_BATCH: HttpStatus.BAD_REQUEST,
  UNSUPPORTED_CONTENT_TYPE: HttpStatus.UNSUPPORTED_MEDIA_TYPE,
  MESSAGE_TOO_LARGE: HttpStatus.PAYLOAD_TOO_LARGE,
  REFERENCE_REFUSED: HttpStatus.BAD_REQUEST,
  PICTURE_GONE: HttpStatus.GONE,
  STORAGE_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  STORAGE_REFUSED: HttpStatus.SERVICE_UNAVAILABLE,
  UNKNOWN_MODEL: HttpStatus.NOT_FOUND,
  AMBIGUOUS_IMAGE: HttpStatus.CONFLICT,
  UNKNOWN_LABEL: HttpStatus.BAD_REQUEST,
  MODEL_FAILED: HttpStatus.INTERNAL_SERVER_ERROR,
  MODEL_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  TIMED_OUT: HttpStatus.GATEWAY_TIMEOUT,
  MODEL_CONFLICT: HttpStatus.CONFLICT,
  STALE_DECISION: HttpStatus.CONFLICT,
  PROCESS_DIED: HttpStatus.INTERNAL_SERVER_ERROR,
  HANDLER_FAILED: HttpStatus.INTERNAL_SERVER_ERROR,
  BAD_REQUEST: HttpStatus.BAD_REQUEST,
  OUT_OF_RANGE: HttpStatus.BAD_REQUEST,
  UNAUTHENTICATED: HttpStatus.UNAUTHORIZED,
  FORBIDDEN: HttpStatus.FORBIDDEN,
  ISSUER_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  TOO_MANY_REQUESTS: HttpStatus.TOO_MANY_REQUESTS,
  FOREIGN_SITE: HttpStatus.FORBIDDEN,
  NOT_FOUND: HttpStatus.NOT_FOUND,
  METHOD_NOT_ALLOWED: HttpStatus.METHOD_NOT_ALLOWED,
  TOO_MANY_READERS: HttpStatus.SERVICE_UNAVAILABLE,
  STILL_PUBLISHING: HttpStatus.CONFLICT,
  TOO_MANY_PUSHES: HttpStatus.SERVICE_UNAVAILABLE,
  BUSY: HttpStatus.SERVICE_UNAVAILABLE,
  REPLAY_LIMIT: HttpStatus.CONFLICT,
  NOT_REPLAYABLE: HttpStatus.CONFLICT,
  UNKNOWN_BROKER: HttpStatus.NOT_FOUND,
  BROKER_NOT_ENABLED: HttpStatus.CONFLICT,
  BROKER_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  BROKER_CLOSED: HttpStatus.SERVICE_UNAVAILABLE,
  BATCHER_CLOSED: HttpStatus.SERVICE_UNAVAILABLE,
  BROKER_REFUSED: HttpStatus.BAD_GATEWAY,
  DATABASE_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  DATABASE_REFUSED: HttpStatus.INTERNAL_SERVER_ERROR,
  DATASET_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  NOT_READY: HttpStatus.SERVICE_UNAVAILABLE,
  BAD_CONFIG: HttpStatus.INTERNAL_SERVER_ERROR,
};

/** The HTTP status of a code. */
export const statusOf = (code: ErrorCode): HttpStatus => statuses[code];

/** The framework's own refusals (no such route, a body that is no JSON) have no code, so the status gives one. */
const codeOf = (statusCode: number): string => HttpStatus[statusCode] ?? 'HTTP_ERROR';

/** Client libraries repeat a request after these, when the answer says after how many seconds. */
const mayBeSentAgain: ReadonlySet<number> = new Set([
  HttpStatus.SERVICE_UNAVAILABLE,
  HttpStatus.TOO_MANY_REQUESTS,
]);

interface Reply {
  readonly raw: ServerResponse;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  hasHeader(name: string): boolean;
  send(body: unknown): void;
}

export interface HttpFailure {
  readonly statusCode: number;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly details?: AppError['details'];
}

/** The HTTP form of an error; undefined for an unexpected one. */
export function httpFailureOf(error: unknown): HttpFailure | undefined {
  if (error instanceof AppError) {
    const { code, message, details } = error;
    return { statusCode: statuses[code], code, message, details };
  }
  if (error instanceof HttpException) {
    const statusCode = error.getStatus();
    return { statusCode, code: codeOf(statusCode), message: error.message };
  }
  // Errors of the HTTP server itself (for example a body that is too large) carry their status.
  const { statusCode, message, code } = error as { statusCode?: number; message?: string; code?: string };
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? { statusCode, code, message }
    : undefined;
}

interface Request {
  readonly url: string;
  readonly routeOptions?: { readonly config?: { readonly bodyLimit?: string } };
}

/** The server's own error for a body that is too large does not name the limit. */
function nameLimit(error: unknown, { routeOptions }: Request): unknown {
  const { code } = (error as { readonly cause?: { readonly code?: unknown } }).cause ?? {};
  if (code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return error;
  const limit = routeOptions?.config?.bodyLimit ?? 'less';
  return new InvalidError('MESSAGE_TOO_LARGE', `the body is too large: at most ${limit} are taken here`);
}

/** Work that ended because its client has left. */
const isGivenUp = (error: unknown, { raw }: Reply) =>
  error instanceof DOMException && error.name === 'AbortError' && isOver(raw);

const unexpected: HttpFailure = {
  statusCode: 500,
  code: 'INTERNAL',
  message: 'internal error; the log says more',
};

/**
 * The only place where errors become answers. Over HTTP: a status and a JSON body with code, message and details. On
 * a broker: the error itself with class, code and cause, for BrokerStrategy to decide.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() !== 'http') return throwError(() => error);
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const reply = http.getResponse<Reply>();
    const failure = httpFailureOf(nameLimit(error, request));
    if (!failure && !isGivenUp(error, reply)) this.logger.error(error);
    const { statusCode, body } = this.answerOf(failure ?? unexpected, request.url);
    if (mayBeSentAgain.has(statusCode) && !reply.hasHeader('retry-after')) reply.header('retry-after', '5');
    // Bearer, because for Basic a browser would ask the user itself, over our page.
    if (statusCode === HttpStatus.UNAUTHORIZED && !reply.hasHeader('www-authenticate'))
      reply.header('www-authenticate', 'Bearer realm="seamline"');
    reply.status(statusCode).send(body);
  }

  /** @param _url of the request: an endpoint may have its own form of failures. */
  protected answerOf(
    { details, ...failure }: HttpFailure,
    _url: string,
  ): { readonly statusCode: number; readonly body: object } {
    return { statusCode: failure.statusCode, body: { ...failure, ...details } };
  }
}
