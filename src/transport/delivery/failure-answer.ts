import type { AppError } from '../../foundation/errors/app.error.js';
import { cut } from '../../foundation/errors/cut.js';
import { type BrokerMessage, headerText, type ReceivedMessage } from '../broker.js';
import { correlationHeader, errorCodeHeader, errorReasonHeader } from './message-headers.js';

/** The failure as an answer, for the program that waits at this place. */
export function failureAnswer(
  message: ReceivedMessage,
  topic: string | undefined,
  error: AppError,
): BrokerMessage | undefined {
  const correlation = headerText(message, correlationHeader);
  if (!topic || correlation === undefined) return undefined;
  const headers = {
    [correlationHeader]: correlation,
    [errorCodeHeader]: error.code,
    [errorReasonHeader]: cut(error.message, 300),
  };
  return { topic, value: null, headers };
}
