import { AppError, errorText, InvalidError, UnavailableError } from '../../../foundation/errors/app.error.js';

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

/** Converts any kafkajs error into ours: too large, refused by the broker, or the broker is away. */
export function fromKafkaError(thrown: unknown): AppError {
  const causes = causesOf(thrown);
  const ours = causes.find((cause) => cause instanceof AppError);
  if (ours) return ours;
  const answer = causes.find(({ type, name }) => type !== undefined || name === authenticationError);
  if (answer?.type === 'MESSAGE_TOO_LARGE' || answer?.type === 'RECORD_LIST_TOO_LARGE') {
    return new InvalidError('MESSAGE_TOO_LARGE', errorText(answer), { cause: thrown });
  }
  if (answer?.name === authenticationError) {
    // An operator may make the login valid while we run, so it is retried.
    return new UnavailableError('BROKER_REFUSED', `Kafka refused the login: ${errorText(answer)}`, {
      cause: thrown,
    });
  }
  if (answer && answer.retriable !== true) {
    return new InvalidError('BROKER_REFUSED', `Kafka refused: ${errorText(answer)}`, { cause: thrown });
  }
  return new UnavailableError('BROKER_UNAVAILABLE', `Kafka is not available: ${errorText(thrown)}`, {
    cause: thrown,
  });
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
