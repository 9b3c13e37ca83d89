import type { AppError } from '../../foundation/errors/app.error.js';
import type { ReceivedMessage } from '../broker.js';
import type { Outcome } from './delivery.observer.js';

/** Surrounds the work on each message, for what must know which message a piece of work is about: logs, traces. */
export interface WorkScope {
  /** Runs all the work on a message once, its answer included, and hands on how it ends. @param group that reads it. */
  run?(message: ReceivedMessage, group: string, work: () => Promise<Outcome>): Promise<Outcome>;
  /** Logs what the transport itself has to say of a message. */
  naming?(message: ReceivedMessage, log: () => void): void;
  /** Within `run`: an attempt failed. Without another one the message is a dead letter, which lies safely by now. */
  failed?(error: AppError, willTryAgain: boolean): void;
}

/** The scope of each broker's messages. */
export type ScopeOf = (broker: string) => WorkScope;
