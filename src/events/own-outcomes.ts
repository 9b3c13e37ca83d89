import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../foundation/config/config.js';
import { CONFIG } from '../foundation/config/config.module.js';
import { quoted } from '../foundation/errors/quoted.js';
import { isOwn } from './own-group.js';

/** Enough to be noticed, few enough for a log. */
const mostNamed = 20;

/**
 * Separates a service's own outcomes from those of other services on the same topics. Each group gets every message of a
 * topic. Without this a service would store what another model thinks of its images, or that another cannot read them.
 */
@Injectable()
export class OwnOutcomes {
  private readonly logger = new Logger(OwnOutcomes.name);
  private readonly ignored = new Set<string>();
  private readonly groups: readonly string[];

  constructor(@Inject(CONFIG) { transport }: Pick<Config, 'transport'>) {
    this.groups = transport.outcomesOf;
  }

  has({ group }: { readonly group?: string | undefined }): boolean {
    if (group === undefined || isOwn(group, this.groups)) return true;
    if (this.ignored.has(group) || this.ignored.size >= mostNamed) return false;
    this.ignored.add(group);
    const text = `what the group ${quoted(group)} says of images is not stored`;
    this.logger.warn(`${text}; OUTCOMES_OF=${this.groups.join(',')} names the groups whose outcomes are`);
    return false;
  }
}
