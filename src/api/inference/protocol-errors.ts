import { status } from '@grpc/grpc-js';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';
import { cut } from '../../foundation/errors/cut.js';
import { ErrorFilter, type HttpFailure, httpFailureOf } from '../../foundation/errors/error.filter.js';

const grpcStatuses: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  413: status.RESOURCE_EXHAUSTED,
  429: status.RESOURCE_EXHAUSTED,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

const logger = new Logger('gRPC');

/** In characters. The text is sent in HTTP headers, which are limited. */
const maxDetailsLength = 1_000;

/** The protocol has one status for every mistake of a request. */
export function protocolStatusOf({ statusCode, code }: HttpFailure): number {
  return [409, 415].includes(statusCode) || code === 'MODEL_FAILED' ? 400 : statusCode;
}

/** ErrorFilter, with the Open Inference Protocol's error object for every path below the protocol's. */
@Catch()
export class ProtocolErrorFilter extends ErrorFilter {
  protected override answerOf(failure: HttpFailure, url: string) {
    if (!/^\/v2([/?]|$)/.test(url)) return super.answerOf(failure, url);
    return { statusCode: protocolStatusOf(failure), body: { error: failure.message } };
  }
}

/** A failure as a status of gRPC. An unexpected one is logged. */
export function grpcFailureOf(error: unknown): { readonly code: status; readonly details: string } {
  const failure = httpFailureOf(error);
  if (!failure) logger.error(error);
  const code = (failure && grpcStatuses[protocolStatusOf(failure)]) ?? status.INTERNAL;
  return { code, details: cut(failure?.message ?? 'internal error; the log says more', maxDetailsLength) };
}

/** The same failures as gRPC statuses. */
@Catch()
export class GrpcErrorFilter implements ExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => grpcFailureOf(error));
  }
}
