import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type logCreator, type RetryOptions } from 'kafkajs';
import type { KafkaSettings } from './kafka.settings.js';
import { anyAddress, KafkaAddresses } from './kafka.addresses.js';
import { decodeRecord } from './kafkajs/record-decoder.js';
import { produceRequest } from './kafkajs/produce-request.js';
import { replaceInKafkajs, replaceMethodInKafkajs, wrapInKafkajs } from './kafkajs/replace.js';
import { scheduleCheckPendingRequests } from './kafkajs/request-queue.js';
import { securityOf } from './kafka.security.js';

replaceInKafkajs('protocol/recordBatch/record/v0/decoder.js', decodeRecord);
wrapInKafkajs('protocol/requests/produce/v3/request.js', produceRequest);
replaceMethodInKafkajs(
  'network/requestQueue/index.js',
  'scheduleCheckPendingRequests',
  scheduleCheckPendingRequests,
);

/** Waits through a broker's restart: a client that gives up joins its group again only after a session timeout. */
const patient: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 };
/** One try: publishing and administration try again themselves, and know when to stop. */
const impatient: RetryOptions = { retries: 0 };

/** Makes the clients of one broker object. */
export class KafkaClients {
  private readonly addresses: KafkaAddresses;

  constructor(private readonly settings: KafkaSettings) {
    this.addresses = new KafkaAddresses(settings.brokers);
  }

  /** For consumers: goes on through an outage. */
  patient(timeoutMs: number): Kafka {
    return this.make({ timeoutMs, retry: patient, level: logLevel.WARN });
  }

  /**
   * For everything that somebody waits for: an outage shows at once.
   *
   * @param connectMs the time in which an address that answers is to be found.
   */
  impatient(timeoutMs: number, connectMs = timeoutMs): Kafka {
    return this.make({ timeoutMs, connectMs, retry: impatient, level: logLevel.NOTHING });
  }

  private make({ timeoutMs, connectMs = timeoutMs, retry, level }: ClientOptions): Kafka {
    const { clientId, ssl, sasl } = this.settings;
    return new Kafka({
      brokers: [anyAddress],
      socketFactory: this.addresses.opener(connectMs),
      clientId,
      ...securityOf({ ssl, sasl }),
      retry,
      connectionTimeout: timeoutMs,
      authenticationTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      logLevel: level,
      logCreator: toNest,
    });
  }
}

interface ClientOptions {
  readonly timeoutMs: number;
  readonly connectMs?: number;
  readonly retry: RetryOptions;
  readonly level: logLevel;
}

/**
 * What kafkajs says about consumer groups, one line each. Connections that come and go are shown by the broker's
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
