import type { AppError } from '../../foundation/errors/app.error.js';
import type { ReceivedMessage } from '../broker.js';

/** `returned`: the process closes, and the broker delivers the message again. */
export type Outcome = 'acknowledged' | 'dead-letter' | 'returned';

/**
 * Follows the work on each message, for metrics, traces and logs. On the hot path: must be cheap, and must not throw.
 */
export interface DeliveryHooks {
  /**
   * Runs all the work on a message once, its answer included, and returns its outcome. @param group reads the
   * message.
   */
  run?(message: ReceivedMessage, group: string, work: () => Promise<Outcome>): Promise<Outcome>;
  /** Runs `log`, which writes the transport's own log lines about a message. */
  logging?(message: ReceivedMessage, log: () => void): void;
  /** A message has arrived and its work may begin. */
  begun?(topic: string): void;
  /** Its work has ended. @param ms its time in milliseconds, publishing the answer included. */
  ended?(topic: string, outcome: Outcome, ms: number): void;
  /** An attempt failed, and another will follow. */
  retried?(topic: string, error: AppError): void;
  /** The broker has accepted the message's dead letter. */
  deadLettered?(topic: string, error: AppError): void;
  /** The broker has accepted the answer to a message, or its dead letter. @param topic of the message. */
  published?(topic: string, ms: number): void;
}

/** Several hooks as one. `run` and `logging` of the first are the outermost. */
export class JoinedHooks implements Required<DeliveryHooks> {
  private readonly runners: readonly DeliveryHooks[];
  private readonly loggers: readonly DeliveryHooks[];

  constructor(private readonly all: readonly DeliveryHooks[]) {
    this.runners = all.filter(({ run }) => run).toReversed();
    this.loggers = all.filter(({ logging }) => logging).toReversed();
  }

  run(message: ReceivedMessage, group: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const within = (inner: typeof work, each: DeliveryHooks) => () =>
      each.run?.(message, group, inner) ?? inner();
    return this.runners.reduce(within, work)();
  }

  logging(message: ReceivedMessage, log: () => void): void {
    const within = (inner: typeof log, each: DeliveryHooks) => () => each.logging?.(message, inner);
    this.loggers.reduce(within, log)();
  }

  begun(topic: string): void {
    for (const each of this.all) each.begun?.(topic);
  }

  ended(topic: string, outcome: Outcome, ms: number): void {
    for (const each of this.all) each.ended?.(topic, outcome, ms);
  }

  retried(topic: string, error: AppError): void {
    for (const each of this.all) each.retried?.(topic, error);
  }

  deadLettered(topic: string, error: AppError): void {
    for (const each of this.all) each.deadLettered?.(topic, error);
  }

  published(topic: string, ms: number): void {
    for (const each of this.all) each.published?.(topic, ms);
  }
}
