/** A message may name its pattern, and the topic and id for its answer. */
export const patternHeader = 'pattern';
export const replyToHeader = 'reply-to';
export const correlationHeader = 'correlation-id';

/** Our own headers on a dead letter, beside Spring's: a code for programs, and a sentence for people. */
export const errorCodeHeader = 'seamline-error-code';
export const errorReasonHeader = 'seamline-error-reason';
/** The group in which the message failed: the sender's own header may look like Spring's. */
export const letterGroupHeader = 'seamline-consumer-group';

/** Spring Kafka's names for the place, the time and the error of a dead letter. */
export const springHeader = {
  topic: 'kafka_dlt-original-topic',
  partition: 'kafka_dlt-original-partition',
  offset: 'kafka_dlt-original-offset',
  timestampType: 'kafka_dlt-original-timestamp-type',
  timestamp: 'kafka_dlt-original-timestamp',
  group: 'kafka_dlt-original-consumer-group',
  attempt: 'kafka_deliveryAttempt',
  error: 'kafka_dlt-exception-fqcn',
  cause: 'kafka_dlt-exception-cause-fqcn',
  message: 'kafka_dlt-exception-message',
  stack: 'kafka_dlt-exception-stacktrace',
} as const;

/** On a dead letter that is incomplete: SHA-256 and bytes of the missing value, and the number of missing headers. */
export const valueHashHeader = 'seamline-value-sha256';
export const valueSizeHeader = 'seamline-value-bytes';
export const headersLeftOutHeader = 'seamline-headers-left-out';

/** Lists headers of a dead letter that look like Spring's but are the message's own: a replay keeps them. */
export const ownHeadersHeader = 'seamline-own-headers';
/** Marks a replayed dead letter, with the number of this replay: 1, 2, … */
export const replayHeader = 'seamline-replay';

/** Our own headers of a dead letter, which a replay removes. */
export const letterHeaders: ReadonlySet<string> = new Set([
  errorCodeHeader,
  errorReasonHeader,
  headersLeftOutHeader,
  letterGroupHeader,
  ownHeadersHeader,
  replayHeader,
  valueHashHeader,
  valueSizeHeader,
]);
