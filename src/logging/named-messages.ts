import type { ScopeOf } from '../transport/work.scope.js';
import { atWork } from './work.js';

/** Lets every line that is logged during the work on a message name it. */
export const namedMessages: ScopeOf = () => ({
  run: (message, _group, work) => atWork.run({ message }, work),
});
