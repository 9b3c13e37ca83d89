import type { Naming } from '../../events/image-name.js';
import type { DeliveryHooks } from '../../transport/delivery/delivery.hooks.js';
import { naming as named } from './work.js';

/**
 * Adds a message's name to the transport's own log lines about it, but not to all lines during its work. Following a
 * message through its promises costs a sixth of all processor time (docs/performance.md). Traces are worth that, rare
 * log lines are not.
 */
export const namedMessages = (naming: Naming): DeliveryHooks => ({
  logging: (message, log) => named({ message, naming }, log),
});
