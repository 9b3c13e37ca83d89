import { randomBytes } from 'node:crypto';
import { clientReplies } from '../foundation/settings/reply-topics.js';
import type { BrokerAdmin } from './broker.js';

/** The prefix of the groups with which `seamline verify` reads. */
export const verifyGroups = 'seamline-verify-';

const prefixes = [clientReplies, verifyGroups];
const dayMs = 86_400_000;

/** A new name for a topic or a group that only this process uses. It holds the time, so that others can sweep it. */
export function temporaryName(prefix: string, now = new Date()): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${prefix}${time}-${randomBytes(6).toString('hex')}`;
}

/** A temporary topic has one reader, so more than one partition is of no use. */
export function partitionsFor(topic: string, usual: number): number {
  return prefixes.some((prefix) => topic.startsWith(prefix)) ? 1 : usual;
}

/** Whether the name was made more than a day ago: its process has died without removing it. */
export function isLeftover(name: string, now = Date.now()): boolean {
  const prefix = prefixes.find((each) => name.startsWith(each));
  if (prefix === undefined) return false;
  const [, date = '', time = ''] = /^(\d{8})T(\d{6})Z-/.exec(name.slice(prefix.length)) ?? [];
  const made = Date.parse(
    `${date.replace(/(..)(..)$/, '-$1-$2')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
  );
  return now - made > dayMs;
}

/** Deletes what killed processes left behind, except what a running member still reads, or this account may not. */
export async function sweepLeftovers(admin: BrokerAdmin): Promise<void> {
  const inUse = new Set<string>();
  for (const name of await admin.listSubscriptions()) {
    if (!isLeftover(name.group) && !isLeftover(name.topic)) continue;
    await admin.deleteSubscription(name).catch(() => inUse.add(name.topic));
  }
  for (const topic of await admin.listTopics()) {
    if (isLeftover(topic) && !inUse.has(topic)) await admin.deleteTopic(topic);
  }
}
