import type { Config } from '../../foundation/config/config.js';
import { knownSubscriptions } from '../../events/transport.module.js';
import { isLiftable } from '../../transport/refusal.js';
import type { RawBroker } from '../verification/open-broker.js';
import { type Finding, warning } from './finding.js';

/**
 * Topics that cannot hold the largest image, and a topic of decisions that forgets them. Silent where the broker does
 * not let this account ask.
 */
export async function checkLimits({ admin }: RawBroker, name: string, config: Config): Promise<Finding[]> {
  const listed: string[] = await admin.listTopics().catch((error: unknown) => {
    // `checkTopics` says so.
    if (isLiftable(error)) return [];
    throw error;
  });
  const wanted = new Set(knownSubscriptions(config).map(({ topic }) => topic));
  const small = (await admin.tooSmall?.(listed.filter((topic) => wanted.has(topic))).catch(() => [])) ?? [];
  const { decisionsTopic } = config.transport;
  const isThere = decisionsTopic !== undefined && listed.includes(decisionsTopic);
  const forgetful = isThere ? ((await admin.forgets?.(decisionsTopic).catch(() => [])) ?? []) : [];
  const setting = `MAX_IMAGE_BYTES=${config.model.maxImageBytes}`;
  return [
    ...small.map(({ text, fix }) => warning(`${name} limits`, `${text} (${setting})`, fix)),
    ...forgetful.map(({ text, fix }) => warning(`${name} limits`, `${text} (TOPIC_DECISIONS)`, fix)),
  ];
}
