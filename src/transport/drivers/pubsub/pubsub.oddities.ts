import type { google } from '@google-cloud/pubsub/build/protos/protos.js';
import type { Remark } from '../../broker.js';

const daySeconds = 24 * 3_600;

type Subscription = google.pubsub.v1.ISubscription;

interface Check extends Remark {
  isOdd(subscription: Subscription): boolean;
}

const checks: readonly Check[] = [
  {
    isOdd: ({ detached }) => detached === true,
    text: 'is detached from its topic and gets nothing',
    fix: 'delete it, then Seamline makes it again',
  },
  {
    isOdd: ({ pushConfig, bigqueryConfig, cloudStorageConfig }) =>
      !!pushConfig?.pushEndpoint || !!bigqueryConfig || !!cloudStorageConfig,
    text: 'delivers to somewhere else, so it cannot be pulled',
    fix: 'make it a pull subscription',
  },
  {
    isOdd: ({ enableMessageOrdering }) => enableMessageOrdering !== true,
    text: 'has no message ordering, so messages with one key may overtake each other',
    fix: 'delete it, then Seamline makes it again; or make it with ordering',
  },
  {
    isOdd: ({ filter }) => !!filter,
    text: 'has a filter, so it does not get every message',
    fix: 'delete it, then Seamline makes it again without a filter',
  },
  {
    isOdd: ({ deadLetterPolicy }) => !!deadLetterPolicy?.deadLetterTopic,
    text: 'has a dead-letter policy, which takes away messages that Seamline still holds',
    fix: 'remove the policy; Seamline writes dead letters itself',
  },
  {
    isOdd: ({ enableExactlyOnceDelivery }) => enableExactlyOnceDelivery === true,
    text: 'has exactly-once delivery, which is slower and which Seamline does not need',
    fix: 'turn it off',
  },
  {
    isOdd: ({ messageRetentionDuration: kept }) => isShorter(kept, daySeconds),
    text: 'keeps messages for less than a day, so a longer outage loses images',
    fix: 'let it keep messages for 7 days',
  },
  {
    isOdd: ({ expirationPolicy }) => isShorter(expirationPolicy?.ttl, 31 * daySeconds),
    text: 'is deleted with its messages when nobody reads it for some days',
    fix: 'let it expire never',
  },
];

/** What is odd about a subscription that Seamline did not make itself. Each text follows its name. */
export function oddities(subscription: Subscription): Remark[] {
  return checks.filter(({ isOdd }) => isOdd(subscription)).map(({ text, fix }) => ({ text, fix }));
}

/** A duration that is not set is as long as the server likes. */
function isShorter(duration: google.protobuf.IDuration | null | undefined, seconds: number): boolean {
  const given = Number(duration?.seconds ?? 0);
  return given > 0 && given < seconds;
}
