import { isLiftable } from '../../refusal.js';
import type { Refusal } from '../publish-troubles.js';
import { refusalText } from './pubsub.advice.js';
import { fromPubSubError, grpcCode, grpcStatus } from './pubsub.errors.js';

/** Why the server takes nothing for the topic; undefined for a refusal of the messages themselves. */
export function pubsubPublishRefusal(topic: string, error: unknown): Refusal | undefined {
  const failure = fromPubSubError(error);
  const isUsedUp = grpcCode(failure) === grpcStatus.resourceExhausted;
  if (!isUsedUp && !isLiftable(failure)) return undefined;
  return {
    cause: isUsedUp ? 'quota_exhausted' : 'publish_refused',
    message: refusalText('publish', topic, failure),
  };
}
