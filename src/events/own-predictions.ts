import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../foundation/config/config.js';
import { CONFIG } from '../foundation/config/config.module.js';
import { quoted } from './attribute-text.js';
import type { Prediction } from './prediction.event.js';

/** Enough to be noticed, few enough for a log. */
const mostNamed = 20;

/**
 * Tells a service's own predictions from those of other services on the same topic. Each group gets every message of a
 * topic, so without this a service would store what another model thinks of its images.
 */
@Injectable()
export class OwnPredictions {
  private readonly logger = new Logger(OwnPredictions.name);
  private readonly ignored = new Set<string>();
  private readonly groups: readonly string[];

  constructor(@Inject(CONFIG) { transport }: Pick<Config, 'transport'>) {
    this.groups = transport.predictionsOf;
  }

  /** Earlier versions and other programs name no group: theirs count as own. */
  has({ group }: Prediction): boolean {
    if (group === undefined || this.groups.includes('*') || this.groups.includes(group)) return true;
    if (this.ignored.has(group) || this.ignored.size >= mostNamed) return false;
    this.ignored.add(group);
    const allowed = this.groups.join(',');
    this.logger.warn(
      `predictions of the group ${quoted(group)} are not stored; PREDICTIONS_OF=${allowed} names the groups whose are`,
    );
    return false;
  }
}
