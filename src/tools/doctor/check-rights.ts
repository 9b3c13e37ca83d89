import type { Config } from '../../foundation/config/config.js';
import { knownSubscriptions } from '../../events/transport.module.js';
import type { RawBroker } from '../verification/open-broker.js';
import { type Finding, warning, wrong } from './finding.js';

/** Rights that this account lacks, where the broker can be asked for them. */
export async function checkRights(broker: RawBroker, name: string, config: Config): Promise<Finding[]> {
  const missing = (await broker.admin.missingRights?.(knownSubscriptions(config))) ?? [];
  const hasEveryRole = (['api', 'classifier', 'results'] as const).every((role) =>
    config.roles.includes(role),
  );
  return missing.map(({ text, fix }) =>
    hasEveryRole
      ? wrong(`${name} rights`, text, fix)
      : warning(
          `${name} rights`,
          text,
          `nothing, if the roles ${config.roles.join(', ')} do not need it; else ${fix}`,
        ),
  );
}
