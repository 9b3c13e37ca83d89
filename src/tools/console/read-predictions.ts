import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import type { Config } from '../../foundation/config/config.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import { openBroker } from '../verification/open-broker.js';

const maxInFlight = 100;

export interface ReadOptions {
  readonly broker: string;
  readonly config: Config;
  /** A permanent group. Default: a temporary one, deleted at the end. */
  readonly group?: string | undefined;
  /** Where a new group starts. */
  readonly from: 'earliest' | 'latest';
  readonly stop: AbortSignal;
  onReady(): void;
  /** When it rejects, the message is delivered again. */
  take(message: ReceivedMessage): Promise<void>;
}

/** Passes messages of the predictions' topic to `consume` as they come, until the signal aborts. */
export async function readPredictions(options: ReadOptions): Promise<void> {
  const { broker: name, config, from, stop } = options;
  const topic = config.transport.topics.predictions;
  const group = options.group ?? `seamline-consume-${randomBytes(6).toString('hex')}`;
  const broker = await openBroker(name, config, from);
  try {
    await broker.subscribe(topic, (message) => options.take(message), { group, maxInFlight });
    options.onReady();
    if (!stop.aborted) await once(stop, 'abort');
  } finally {
    await broker.close();
    if (options.group === undefined) await deleteGroup(options, { topic, group });
  }
}

/** Brokers delete only groups without members, and a closed broker does nothing more. */
async function deleteGroup(
  { broker: name, config }: ReadOptions,
  subscription: { topic: string; group: string },
) {
  const broker = await openBroker(name, config);
  try {
    await broker.admin.deleteSubscription(subscription);
  } finally {
    await broker.close();
  }
}
