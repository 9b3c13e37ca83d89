import type { ReceivedMessage } from './broker.js';
import type { Outcome } from './delivery.observer.js';

/** Surrounds the work on each message, for what must know which message a piece of work is about: logs, traces. */
export interface WorkScope {
  /** Runs all the work on a message once, its answer included, and hands on how it ends. @param group that reads it. */
  run(message: ReceivedMessage, group: string, work: () => Promise<Outcome>): Promise<Outcome>;
}

/** The scope of each broker's messages, by the broker's name. */
export type ScopeOf = (broker: string) => WorkScope;
