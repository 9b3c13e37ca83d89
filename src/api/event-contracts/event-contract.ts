import type { z } from 'zod';
import type { Envelope } from '../../transport/delivery/codec.js';

/** The contract of one kind of event, for programs that share a broker with Seamline. */
export interface EventContract {
  readonly title: string;
  readonly summary: string;
  /** The CloudEvents type; events of other types, or of none, are read all the same. */
  readonly type: string;
  /** Patterns whose topics carry it; none where the reader names the topic in `reply-to`. */
  readonly patterns: readonly string[];
  /** Seamline's part: it sends the event, receives it, or both. */
  readonly actions: readonly ('send' | 'receive')[];
  /** Attributes and extensions, without the broker's prefix. */
  readonly attributes: z.ZodObject;
  /** Headers beside them, with the same names on every broker. */
  readonly headers?: z.ZodObject;
  readonly contentType: string;
  /** The data, where it is JSON; else it is bytes. */
  readonly data?: z.ZodType;
  /** A message as the codec writes it. */
  readonly example: (broker: string) => Envelope;
}
