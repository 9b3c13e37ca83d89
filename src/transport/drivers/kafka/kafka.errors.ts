import { AppError, errorText, InvalidError, UnavailableError } from '../../../foundation/errors/app.error.js';
import { isLiftable } from '../../refusal.js';
import type { Refusal } from '../publish-troubles.js';

/** The fields of a kafkajs error; `type` is Kafka's own name for a broker's answer. */
interface KafkaFailure {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly retriable?: unknown;
  readonly cause?: unknown;
  /** For requests with several parts: the error of each part. */
  readonly errors?: readonly unknown[];
  readonly groups?: readonly { readonly error?: unknown }[];
}

const authenticationError = 'KafkaJSSASLAuthenticationError';
/** Refusals of what a request contains: the same request never succeeds. */
const tooLarge: readonly unknown[] = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];
const neverValid: readonly unknown[] = [
  'INVALID_RECORD',
  'CORRUPT_MESSAGE',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'INVALID_TOPIC_EXCEPTION',
];

/** The time is ours, so the message is not at fault. By default Kafka allows an hour. */
const wrongClock =
  'Kafka refused (INVALID_TIMESTAMP): the clock of this machine is ahead of the broker by more than it allows; ' +
  'set the clock right, or raise message.timestamp.after.max.ms';

/**
 * Converts any kafkajs error into ours: too large, refused by the broker, or the broker is away. A refusal that an
 * operator can lift while we run (a login, a right, another assignor) is no error of the message, so it is retried.
 */
export function fromKafkaError(thrown: unknown): AppError {
  const causes = causesOf(thrown);
  const ours = causes.find((cause) => cause instanceof AppError);
  if (ours) return ours;
  const answer = causes.find(({ type, name }) => type !== undefined || name === authenticationError);
  const options = { cause: thrown };
  if (tooLarge.includes(answer?.type)) {
    return new InvalidError('MESSAGE_TOO_LARGE', errorText(answer), options);
  }
  const refused = `Kafka refused (${String(answer?.type)}): ${errorText(answer)}`;
  if (answer?.type === 'INVALID_TIMESTAMP')
    return new UnavailableError('BROKER_REFUSED', wrongClock, options);
  if (neverValid.includes(answer?.type)) return new InvalidError('BROKER_REFUSED', refused, options);
  if (answer?.name === authenticationError) {
    return new UnavailableError('BROKER_REFUSED', `Kafka refused the login: ${errorText(answer)}`, options);
  }
  if (answer && answer.retriable !== true) return new UnavailableError('BROKER_REFUSED', refused, options);
  return new UnavailableError('BROKER_UNAVAILABLE', `Kafka is not available: ${errorText(thrown)}`, options);
}

export const kafkaClosedError = () =>
  new UnavailableError('BROKER_CLOSED', 'the connection to Kafka is closed');

/** Why Kafka takes nothing for the topic; undefined when it is away, or refuses the messages themselves. */
export function kafkaPublishRefusal(topic: string, error: unknown): Refusal | undefined {
  const failure = fromKafkaError(error);
  if (!isLiftable(failure)) return undefined;
  return { cause: 'publish_refused', message: `cannot publish to ${topic}: ${failure.message}` };
}

/** Kafka's own name for its answer, such as UNKNOWN_TOPIC_OR_PARTITION. */
export function answerType(thrown: unknown): unknown {
  return causesOf(thrown).find(({ type }) => type !== undefined)?.type;
}

function causesOf(thrown: unknown): KafkaFailure[] {
  const causes: KafkaFailure[] = [];
  for (let next = thrown; next instanceof Error && causes.length < 10;) {
    const failure: KafkaFailure = next;
    causes.push(failure);
    next = failure.cause ?? failure.errors?.[0] ?? failure.groups?.[0]?.error;
  }
  return causes;
}
