import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../../foundation/concurrency/within.js';
import { type AppError, UnavailableError } from '../../../foundation/errors/app.error.js';
import { answerType, fromKafkaError } from './kafka.errors.js';

interface Connectable {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

interface Lease<Client> {
  readonly client: Client;
  readonly ready: Promise<unknown>;
  users: number;
}

const retryPauseMs = 100;

/**
 * A kafkajs client that opens on first use and is replaced when it is stuck. kafkajs asks for every topic that a
 * client ever named, so one deleted topic fails all others. A replaced client finishes its running requests.
 */
export class KafkaConnection<Client extends Connectable> {
  private current: Lease<Client> | undefined;

  /** @param warmUp a new client's work after it has connected. */
  constructor(
    private readonly create: () => Client,
    private readonly warmUp: (client: Client) => Promise<unknown> = async () => {},
  ) {}

  async use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const lease = (this.current ??= this.open());
    lease.users += 1;
    try {
      await lease.ready;
      return await work(lease.client);
    } catch (error) {
      if (isStuck(error) && this.current === lease) this.current = undefined;
      throw error;
    } finally {
      lease.users -= 1;
      if (lease.users === 0 && this.current !== lease) await disconnect(lease.client);
    }
  }

  async close(): Promise<void> {
    const lease = this.current;
    this.current = undefined;
    if (lease) await disconnect(lease.client);
  }

  private open(): Lease<Client> {
    const client = this.create();
    const ready = client.connect().then(() => this.warmUp(client));
    const lease = { client, ready, users: 0 };
    // A client that never became ready is not used again.
    ready.catch(() => {
      if (this.current === lease) this.current = undefined;
    });
    return lease;
  }
}

/**
 * Retries the work until it succeeds, the broker refuses, or the time is over; always within `timeoutMs`.
 *
 * @throws AppError `BROKER_UNAVAILABLE` with the last failure when the time is over, else the broker's own refusal.
 */
export async function persist<T>(work: () => Promise<T>, timeoutMs: number): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  // An attempt cut off by the timeout knows less than the one before it: a certificate, a closed port.
  let reason: AppError | undefined;
  for (;;) {
    try {
      return await within(deadline - performance.now(), work, () => reason ?? lateAnswer());
    } catch (thrown) {
      const error = (reason = fromKafkaError(thrown));
      if (error.code !== 'BROKER_UNAVAILABLE' || performance.now() + retryPauseMs >= deadline) throw error;
      await sleep(retryPauseMs);
    }
  }
}

export const lateAnswer = () => new UnavailableError('BROKER_UNAVAILABLE', 'Kafka did not answer in time');

/** Failures that the same client would meet again: no connection, or a deleted topic in its list. */
function isStuck(error: unknown): boolean {
  const type = answerType(error);
  return type === undefined || type === 'UNKNOWN_TOPIC_OR_PARTITION';
}

async function disconnect(client: Connectable): Promise<void> {
  await client.disconnect().catch(() => {});
}
