/** `returned` goes back to the broker, which delivers it again: the process closes. */
export type Outcome = 'acknowledged' | 'dead-letter' | 'returned';

/** Is told what becomes of messages, for metrics. It must not throw, and what it does is done for every message. */
export interface DeliveryObserver {
  /** A message has come and its work may begin. */
  begun(topic: string): void;
  /** Its work has ended after so many milliseconds, the publishing of its answer included. */
  ended(topic: string, outcome: Outcome, ms: number): void;
  /** An attempt failed, and there will be another. @param code of the error. */
  retried(topic: string, code: string): void;
  /** A dead letter lies safely. @param code of its reason. */
  deadLettered(topic: string, code: string): void;
  /** The broker has accepted the answer to a message, or its dead letter. @param topic of the message. */
  published(topic: string, ms: number): void;
}

/** The observer of each broker's messages, by the broker's name. */
export type ObserverOf = (broker: string) => DeliveryObserver;
