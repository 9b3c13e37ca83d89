import type { ReceivedMessage } from '../transport/broker.js';

/** A message that ended without an answer, and why. */
export interface DeadLetter {
  /** The image that ended so; absent when the headers name none, and no image can be matched with the letter. */
  readonly imageId?: string | undefined;
  readonly requestId?: string | undefined;
  /** An `ErrorCode`, or the code of another program that wrote the letter. */
  readonly code: string;
  readonly reason: string;
  /** The topic in which the message lay before, and its place there where the broker knows places. */
  readonly topic: string;
  readonly partition?: number | undefined;
  readonly offset?: bigint | undefined;
  /** When it was published there. */
  readonly firstSeen: Date;
  /** How often its handler was tried; undefined when another program wrote the letter and does not say. */
  readonly attempts?: number | undefined;
  /** How often the message had been replayed before it failed; 0 for the first time. */
  readonly replays: number;
  /** The letter itself, every byte. */
  readonly message: ReceivedMessage;
}
