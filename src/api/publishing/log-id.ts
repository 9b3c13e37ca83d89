import type { Broker } from '../../transport/broker.js';

/** The broker's log of a topic; undefined where the broker does not say. A push does not fail because of it. */
export async function logIdOf(broker: Broker, topic: string): Promise<string | undefined> {
  try {
    return await broker.admin.logId?.(topic);
  } catch {
    return undefined;
  }
}
