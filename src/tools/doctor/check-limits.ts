import type { Config } from '../../foundation/config/config.js';
import { knownSubscriptions } from '../../events/transport.module.js';
import { isLiftable } from '../../transport/refusal.js';
import type { RawBroker } from '../verification/open-broker.js';
import { type Finding, warning } from './finding.js';

/** Topics that cannot hold the largest image. Silent where the broker does not let this account ask. */
export async function checkLimits(broker: RawBroker, name: string, config: Config): Promise<Finding[]> {
  if (!broker.admin.tooSmall) return [];
  const wanted = new Set(knownSubscriptions(config).map(({ topic }) => topic));
  const listed = await broker.admin.listTopics().catch((error: unknown) => {
    // `checkTopics` says so.
    if (isLiftable(error)) return [];
    throw error;
  });
  const topics = listed.filter((topic) => wanted.has(topic));
  const small = await broker.admin.tooSmall(topics).catch(() => []);
  const setting = `MAX_IMAGE_BYTES=${config.model.maxImageBytes}`;
  return small.map(({ text, fix }) => warning(`${name} limits`, `${text} (${setting})`, fix));
}
