import type { ReceivedMessage } from '../transport/broker.js';
import type { NamedImage } from './named-image.js';

/** A message that ended without an answer, and the reason; without an `imageId`, no image matches the letter. */
export interface DeadLetter extends Omit<NamedImage, 'imageId'> {
  readonly imageId?: string | undefined;
  readonly requestId?: string | undefined;
  /** An `ErrorCode`, or the code of another program that wrote the letter. */
  readonly code: string;
  readonly reason: string;
  /** The message's topic before it failed, and its place there where the broker has places. */
  readonly topic: string;
  readonly partition?: number | undefined;
  readonly offset?: bigint | undefined;
  /** The time when the message was published there. */
  readonly firstSeen: Date;
  /** The handler's number of attempts; undefined in a letter of another program that does not say. */
  readonly attempts?: number | undefined;
  /** The number of replays before the message failed; 0 for its first failure. */
  readonly replays: number;
  /** The letter itself, every byte. */
  readonly message: ReceivedMessage;
}
