import { status } from '@grpc/grpc-js';
import { AppError, errorText, InvalidError, UnavailableError } from '../../../foundation/errors/app.error.js';

/** The gRPC status codes that Seamline treats differently. */
export const grpcStatus = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  outOfRange: 11,
  unimplemented: 12,
  unauthenticated: 16,
} as const;

const neverValid: readonly number[] = [
  grpcStatus.invalidArgument,
  grpcStatus.outOfRange,
  grpcStatus.unimplemented,
];
const refused: readonly number[] = [
  grpcStatus.notFound,
  grpcStatus.alreadyExists,
  grpcStatus.permissionDenied,
  grpcStatus.failedPrecondition,
  grpcStatus.unauthenticated,
];

/** The library's words for credentials that Google's login server does not take; then the reason. */
const noCredentials = /Getting metadata from plugin failed with error: (?<reason>.*)/s;

/** The gRPC status code of an error, also of one that `fromPubSubError` made; undefined for other errors. */
export function grpcCode(error: unknown): number | undefined {
  if (error instanceof AppError) return grpcCode(error.cause);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** Whether the server itself has answered with this error. */
export function isAnswer(error: unknown): boolean {
  const code = grpcCode(error);
  return code === grpcStatus.resourceExhausted || includes(neverValid, code) || includes(refused, code);
}

/** Whether no byte of the call can have left, because it never had a connection. */
export function neverLeft(error: unknown): boolean {
  if (error instanceof AppError) return neverLeft(error.cause);
  const text = errorText(error);
  if (text.includes('Deadline exceeded after')) return !/remote_addr=|previous attempts/.test(text);
  return /No connection established|Name resolution failed/.test(text) || noCredentials.test(text);
}

/**
 * Converts the client library's error into ours. Everything except a clear answer of the server counts as
 * unavailable: a lost connection, a passed deadline, a full quota, missing credentials. Trying later can help there.
 */
export function fromPubSubError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = grpcCode(error);
  const text = `Pub/Sub: ${textOf(error, code)}`;
  const options = { cause: error, details: code === undefined ? {} : { grpcCode: code } };
  if (includes(neverValid, code)) return new InvalidError('BROKER_REFUSED', text, options);
  if (includes(refused, code)) return new UnavailableError('BROKER_REFUSED', text, options);
  return new UnavailableError('BROKER_UNAVAILABLE', text, options);
}

function textOf(error: unknown, code: number | undefined): string {
  const text = errorText(error);
  const reason = noCredentials.exec(text)?.groups?.['reason'];
  if (reason === undefined) {
    // An error of a stream has no code in its text.
    const name = code === undefined ? undefined : status[code];
    return name === undefined || text.startsWith(`${code} `) ? text : `${code} ${name}: ${text}`;
  }
  return `Google does not take the credentials (${reason}); make a new key, or correct the clock of this machine`;
}

function includes(codes: readonly number[], code: number | undefined): boolean {
  return code !== undefined && codes.includes(code);
}
