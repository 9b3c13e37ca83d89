import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type logCreator, type RetryOptions } from 'kafkajs';
import type { KafkaSettings } from '../../config/config.js';
import { decodeRecord } from './kafka.record-decoder.js';
import { produceRequest } from './kafka.produce-request.js';
import { replaceInKafkajs, replaceMethodInKafkajs, wrapInKafkajs } from './kafka.replace.js';
import { scheduleCheckPendingRequests } from './kafka.request-queue.js';
import { securityOf } from './kafka.security.js';

replaceInKafkajs('protocol/recordBatch/record/v0/decoder.js', decodeRecord);
wrapInKafkajs('protocol/requests/produce/v3/request.js', produceRequest);
replaceMethodInKafkajs(
  'network/requestQueue/index.js',
  'scheduleCheckPendingRequests',
  scheduleCheckPendingRequests,
);

/** Waits out a broker's restart in place: giving up would mean to join the group anew, a session timeout later. */
const patient: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 };
/** One try: publishing and administration try again themselves, and know when to stop. */
const impatient: RetryOptions = { retries: 0 };

/** For consumers: goes on through an outage. */
export function patientClient(settings: KafkaSettings, timeoutMs: number): Kafka {
  return client(settings, { timeoutMs, retry: patient, level: logLevel.WARN });
}

/** For everything that somebody waits for: an outage shows at once. */
export function impatientClient(settings: KafkaSettings, timeoutMs: number): Kafka {
  return client(settings, { timeoutMs, retry: impatient, level: logLevel.NOTHING });
}

function client(
  { brokers, clientId, ...security }: KafkaSettings,
  { timeoutMs, retry, level }: { timeoutMs: number; retry: RetryOptions; level: logLevel },
): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...securityOf(security),
    retry,
    // Half of the time, so that a second broker of the list is tried when the first one does not answer.
    connectionTimeout: Math.ceil(timeoutMs / 2),
    authenticationTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    logLevel: level,
    logCreator: toNest,
  });
}

/**
 * What kafkajs says about consumer groups, one line each. Connections that come and go are told by the broker's
 * status, a rebalance is nothing to warn of, and entries are cut to their texts: the rest may hold settings.
 */
const toNest: logCreator = () => {
  const logger = new Logger('Kafka');
  const heard = new Set(['Consumer', 'ConsumerGroup', 'Runner']);
  return ({ namespace, log }) => {
    const cause: unknown = log['error'];
    const text = typeof cause === 'string' ? `${log.message}: ${cause}` : log.message;
    if (heard.has(namespace) && !/rebalanc|re-?join/i.test(text)) logger.warn(text);
  };
};
