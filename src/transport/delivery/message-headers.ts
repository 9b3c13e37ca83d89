/** A message may name its pattern, and where and with which id the answer is wanted. */
export const patternHeader = 'pattern';
export const replyToHeader = 'reply-to';
export const correlationHeader = 'correlation-id';

/** Our own context on a dead letter, beside Spring's: a code that programs test, and a sentence for people. */
export const errorCodeHeader = 'seamline-error-code';
export const errorReasonHeader = 'seamline-error-reason';

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

/** What a dead letter says of a value, or of headers, that the broker would not have taken. */
export const valueHashHeader = 'seamline-value-sha256';
export const valueSizeHeader = 'seamline-value-bytes';
export const headersLeftOutHeader = 'seamline-headers-left-out';

/** Names those headers of a dead letter that look like Spring's, but were the message's own: a replay leaves them on. */
export const ownHeadersHeader = 'seamline-own-headers';
/** Says of a message that it is a dead letter published again, and how often that was done: 1, 2, … */
export const replayHeader = 'seamline-replay';
