import type { Config } from '../../foundation/config/config.js';
import { DecidedBefore } from './decided-before.js';
import { DecisionsReader } from './decisions.reader.js';

/** The decisions of the deployment, for a process that only follows them. It changes nothing. */
export function followDecisions({ database, model }: Config): DecidedBefore {
  return new DecidedBefore(new DecisionsReader(database), model.directory, false);
}
