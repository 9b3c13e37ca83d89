import type { AppError } from '../errors/app.error.js';
import { type BrokerMessage, headerText, type ReceivedMessage } from './broker.js';
import { correlationHeader, errorCodeHeader, errorReasonHeader, replyToHeader } from './message-headers.js';

/** Whoever waits for an answer hears of the failure, too. */
export function failureAnswer(message: ReceivedMessage, error: AppError): BrokerMessage | undefined {
  const topic = headerText(message, replyToHeader);
  const correlation = headerText(message, correlationHeader);
  if (!topic || correlation === undefined) return undefined;
  const headers = {
    [correlationHeader]: correlation,
    [errorCodeHeader]: error.code,
    [errorReasonHeader]: error.message.slice(0, 300),
  };
  return { topic, value: null, headers };
}
