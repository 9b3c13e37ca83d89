import type { DeliveryHooks } from '../../transport/delivery/delivery.hooks.js';
import { naming } from './work.js';

/**
 * Lets what the transport says of a message name it. Not all that is logged during the work on it: to follow a message
 * through its promises costs a sixth of all processor time (docs/performance.md), which traces are worth and lines that
 * hardly ever come are not.
 */
export const namedMessages: DeliveryHooks = {
  logging: (message, log) => naming({ message }, log),
};
