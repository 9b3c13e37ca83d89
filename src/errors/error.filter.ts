import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  HttpStatus,
  Logger,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import { throwError } from 'rxjs';
import { AppError, type ErrorCode } from './app.error.js';

const statuses: Record<ErrorCode, HttpStatus> = {
  BAD_MESSAGE: HttpStatus.BAD_REQUEST,
  UNKNOWN_PATTERN: HttpStatus.BAD_REQUEST,
  UNSUPPORTED_CONTENT_TYPE: HttpStatus.UNSUPPORTED_MEDIA_TYPE,
  MESSAGE_TOO_LARGE: HttpStatus.PAYLOAD_TOO_LARGE,
  UNKNOWN_MODEL: HttpStatus.NOT_FOUND,
  MODEL_FAILED: HttpStatus.INTERNAL_SERVER_ERROR,
  MODEL_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  TIMED_OUT: HttpStatus.GATEWAY_TIMEOUT,
  MODEL_CONFLICT: HttpStatus.CONFLICT,
  PROCESS_DIED: HttpStatus.INTERNAL_SERVER_ERROR,
  HANDLER_FAILED: HttpStatus.INTERNAL_SERVER_ERROR,
  BAD_REQUEST: HttpStatus.BAD_REQUEST,
  OUT_OF_RANGE: HttpStatus.BAD_REQUEST,
  FOREIGN_SITE: HttpStatus.FORBIDDEN,
  NOT_FOUND: HttpStatus.NOT_FOUND,
  REPLAY_LIMIT: HttpStatus.CONFLICT,
  NOT_REPLAYABLE: HttpStatus.CONFLICT,
  UNKNOWN_BROKER: HttpStatus.NOT_FOUND,
  BROKER_NOT_ENABLED: HttpStatus.CONFLICT,
  BROKER_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  BROKER_CLOSED: HttpStatus.SERVICE_UNAVAILABLE,
  BATCHER_CLOSED: HttpStatus.SERVICE_UNAVAILABLE,
  BROKER_REFUSED: HttpStatus.BAD_GATEWAY,
  DATABASE_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  DATASET_UNAVAILABLE: HttpStatus.SERVICE_UNAVAILABLE,
  BAD_CONFIG: HttpStatus.INTERNAL_SERVER_ERROR,
};

/** What the framework itself refuses (no such route, a body that is no JSON) has no code of its own. */
const codeOf = (statusCode: number): string => HttpStatus[statusCode] ?? 'HTTP_ERROR';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): void;
}

/**
 * The one place where errors turn into answers: over HTTP a status and a JSON body with code, message and details;
 * on a broker the error itself, class, code and cause kept, for BrokerStrategy to decide.
 */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() !== 'http') return throwError(() => error);
    const reply = host.switchToHttp().getResponse<Reply>();
    if (error instanceof AppError) {
      const statusCode = statuses[error.code];
      if (statusCode === HttpStatus.SERVICE_UNAVAILABLE) reply.header('retry-after', '5');
      const { code, message, details } = error;
      reply.status(statusCode).send({ statusCode, code, message, ...details });
    } else if (error instanceof HttpException) {
      const statusCode = error.getStatus();
      reply.status(statusCode).send({ statusCode, code: codeOf(statusCode), message: error.message });
    } else {
      this.sendUnexpected(error, reply);
    }
  }

  /** Errors of the HTTP server itself (a body that is too large, say) carry their status; all else is ours. */
  private sendUnexpected(error: unknown, reply: Reply): void {
    const { statusCode, message, code } = error as { statusCode?: number; message?: string; code?: string };
    if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
      reply.status(statusCode).send({ statusCode, code, message });
      return;
    }
    this.logger.error(error);
    reply
      .status(500)
      .send({ statusCode: 500, code: 'INTERNAL', message: 'internal error; the log says more' });
  }
}
