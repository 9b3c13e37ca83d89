import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type logCreator, type RetryOptions } from 'kafkajs';
import type { KafkaSettings } from './kafka.settings.js';
import { anyAddress, KafkaAddresses } from './kafka.addresses.js';
import { nameRefusedCoordinator } from './kafka.coordinator.js';
import { keepAnswer } from './kafka.produce-answer.js';
import { decodingFetch, undecoded } from './kafkajs/fetch-answer.js';
import { heartbeatByAnyClock } from './kafkajs/heartbeat.js';
import { produceRequest } from './kafkajs/produce-request.js';
import {
  replaceInKafkajs,
  replaceMethodInKafkajs,
  wrapInKafkajs,
  wrapMethodInKafkajs,
} from './kafkajs/replace.js';
import { scheduleCheckPendingRequests } from './kafkajs/request-queue.js';
import { loginOf, tlsConfigOf } from './kafka.security.js';

replaceInKafkajs('protocol/requests/fetch/v4/decodeMessages.js', undecoded);
wrapMethodInKafkajs('broker/index.js', 'fetch', decodingFetch);
wrapInKafkajs('protocol/requests/produce/v3/request.js', produceRequest);
replaceMethodInKafkajs(
  'network/requestQueue/index.js',
  'scheduleCheckPendingRequests',
  scheduleCheckPendingRequests,
);
wrapMethodInKafkajs('cluster/index.js', 'findGroupCoordinatorMetadata', nameRefusedCoordinator);
wrapMethodInKafkajs('consumer/consumerGroup.js', 'heartbeat', heartbeatByAnyClock);
wrapInKafkajs('protocol/requests/produce/v3/response.js', keepAnswer);

/** Waits through a broker's restart: a client that gives up rejoins its group only after a session timeout. */
const patient: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 };
/** One attempt: publishing and administration retry by themselves, and know when to stop. */
const impatient: RetryOptions = { retries: 0 };

/** Makes the clients of one broker object. */
export class KafkaClients {
  private readonly addresses: KafkaAddresses;
  private readonly login: ReturnType<typeof loginOf>;

  constructor(private readonly settings: KafkaSettings) {
    this.addresses = new KafkaAddresses(settings.brokers);
    this.login = loginOf(settings.sasl);
  }

  /**
   * For consumers: keeps retrying through an outage.
   *
   * @param onRetry receives the errors after which kafkajs tries again; it names them in its debug log alone.
   */
  patient(timeoutMs: number, onRetry: (error: string) => void): Kafka {
    return this.make({ timeoutMs, retry: patient, level: logLevel.DEBUG, onRetry });
  }

  /**
   * For calls that a caller waits for: an outage fails them quickly.
   *
   * @param connectMs the time to find an address that answers.
   */
  impatient(timeoutMs: number, connectMs = timeoutMs): Kafka {
    return this.make({ timeoutMs, connectMs, retry: impatient, level: logLevel.NOTHING });
  }

  private make({ timeoutMs, connectMs = timeoutMs, retry, level, onRetry }: ClientOptions): Kafka {
    const { clientId } = this.settings;
    return new Kafka({
      brokers: [anyAddress],
      socketFactory: this.addresses.opener(connectMs),
      clientId,
      ssl: tlsConfigOf(this.settings),
      ...this.login,
      retry,
      connectionTimeout: timeoutMs,
      authenticationTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      logLevel: level,
      logCreator: toNest(onRetry),
    });
  }
}

interface ClientOptions {
  readonly timeoutMs: number;
  readonly connectMs?: number;
  readonly retry: RetryOptions;
  readonly level: logLevel;
  readonly onRetry?: (error: string) => void;
}

/**
 * Writes kafkajs's log lines about consumer groups, one line each. The broker's status shows lost connections, its
 * troubles show crashes, and a rebalance needs no warning. Entries are reduced to their texts: the rest may contain
 * settings.
 */
const toNest =
  (onRetry: ClientOptions['onRetry']): logCreator =>
  () => {
    const logger = new Logger('Kafka');
    const heard = new Set(['Consumer', 'ConsumerGroup', 'Runner']);
    return ({ namespace, level, log }) => {
      if (!heard.has(namespace)) return;
      const cause: unknown = log['error'];
      if (level > logLevel.WARN) {
        if (typeof cause === 'string') onRetry?.(cause);
        return;
      }
      const text = typeof cause === 'string' ? `${log.message}: ${cause}` : log.message;
      if (!/rebalanc|re-?join|^Crash|^Restarting/i.test(text)) logger.warn(text);
    };
  };
