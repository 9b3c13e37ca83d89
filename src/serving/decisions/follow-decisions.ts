import type { Config, Role } from '../../foundation/config/config.js';
import { DecidedBefore } from './decided-before.js';
import { DecisionsReader } from './decisions.reader.js';
import { openDecisionsTopic } from './open-topic.js';

/** Whether processes with these roles have the database, and so decide. */
export const decides = (roles: readonly Role[]): boolean =>
  roles.includes('api') || roles.includes('results');

/**
 * The decisions of the deployment, for a process that only follows them: on the topic where there is one, else in the
 * database.
 *
 * @param creates whether a missing topic may be made. Default: true.
 */
export async function followDecisions(config: Config, creates = true): Promise<DecidedBefore> {
  const { database, model, roles, transport } = config;
  const topic = decides(roles) ? undefined : transport.decisionsTopic;
  const decisions =
    topic === undefined ? new DecisionsReader(database) : await openDecisionsTopic(topic, config, creates);
  return new DecidedBefore(decisions, model.directory, false);
}
