import type { z } from 'zod';
import type { Envelope } from '../../transport/delivery/codec.js';

/** What programs that share a broker with Seamline may rely on, for one kind of event. */
export interface EventContract {
  readonly title: string;
  readonly summary: string;
  /** The CloudEvents type; events of other types, or of none, are read all the same. */
  readonly type: string;
  /** Patterns whose topics carry it; none where the reader names the topic in `reply-to`. */
  readonly patterns: readonly string[];
  /** What Seamline does with it. */
  readonly actions: readonly ('send' | 'receive')[];
  /** Attributes and extensions, without the prefix that differs from broker to broker. */
  readonly attributes: z.ZodObject;
  /** Headers beside them, which are called the same on every broker. */
  readonly headers?: z.ZodObject;
  readonly contentType: string;
  /** The data, where it is JSON; else it is bytes. */
  readonly data?: z.ZodType;
  /** A message as the codec writes it. */
  readonly example: (broker: string) => Envelope;
}
