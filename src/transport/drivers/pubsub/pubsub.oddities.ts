import type { google } from '@google-cloud/pubsub/build/protos/protos.js';

const daySeconds = 24 * 3_600;

type Subscription = google.pubsub.v1.ISubscription;

/** Each oddity: whether a subscription has it, and what follows, with what helps. */
const checks: readonly (readonly [(subscription: Subscription) => boolean, string])[] = [
  [
    ({ detached }) => detached === true,
    'is detached from its topic and gets nothing: delete it, then it is made again',
  ],
  [
    ({ pushConfig, bigqueryConfig, cloudStorageConfig }) =>
      !!pushConfig?.pushEndpoint || !!bigqueryConfig || !!cloudStorageConfig,
    'delivers to somewhere else, so it cannot be pulled: make it a pull subscription',
  ],
  [
    ({ enableMessageOrdering }) => enableMessageOrdering !== true,
    'has no message ordering, so messages with one key may overtake each other: make it again with ordering',
  ],
  [({ filter }) => !!filter, 'has a filter, so it does not get every message: make it again without'],
  [
    ({ deadLetterPolicy }) => !!deadLetterPolicy?.deadLetterTopic,
    'has a dead-letter policy of Pub/Sub, which takes messages away that Seamline still holds: remove the policy',
  ],
  [
    ({ enableExactlyOnceDelivery }) => enableExactlyOnceDelivery === true,
    'has exactly-once delivery, which slows it and which Seamline does not need: turn it off',
  ],
  [
    ({ messageRetentionDuration: kept }) => isShorter(kept, daySeconds),
    'keeps messages for less than a day, so a longer outage loses images: keep them for 7 days',
  ],
  [
    ({ expirationPolicy }) => isShorter(expirationPolicy?.ttl, 31 * daySeconds),
    'is deleted after some time without a reader, with its messages: set it to expire never',
  ],
];

/** What is odd about a subscription that Seamline did not make itself, in words that follow its name. */
export function oddities(subscription: Subscription): string[] {
  return checks.filter(([isOdd]) => isOdd(subscription)).map(([, text]) => text);
}

/** A duration that is not set is as long as the server likes. */
function isShorter(duration: google.protobuf.IDuration | null | undefined, seconds: number): boolean {
  const given = Number(duration?.seconds ?? 0);
  return given > 0 && given < seconds;
}
