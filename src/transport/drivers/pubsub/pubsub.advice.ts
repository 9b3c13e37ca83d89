import { errorText } from '../../../foundation/errors/app.error.js';
import { grpcCode, grpcStatus } from './pubsub.errors.js';

/** The calls that the service needs while it runs, with the least role that allows each. */
const roleFor = {
  publish: 'roles/pubsub.publisher',
  pull: 'roles/pubsub.subscriber',
  acknowledge: 'roles/pubsub.subscriber',
} as const;

export type PubSubWork = keyof typeof roleFor;

const words: Record<PubSubWork, string> = {
  publish: 'publish to',
  pull: 'pull from',
  acknowledge: 'acknowledge on',
};

/** An error of this work on a topic or subscription, with what helps, as one line for people. */
export function refusalText(work: PubSubWork, resource: string, error: unknown): string {
  const advice = adviceOn(work, grpcCode(error));
  return `cannot ${words[work]} ${resource}: ${errorText(error)}${advice && `; ${advice}`}`;
}

function adviceOn(work: PubSubWork, code: number | undefined): string {
  if (code === grpcStatus.permissionDenied) return `grant this account ${roleFor[work]} on it`;
  if (code === grpcStatus.unauthenticated) return 'make a new key, or correct the clock of this machine';
  if (code === grpcStatus.resourceExhausted) return 'raise the quota of the project, or publish more slowly';
  if (code === grpcStatus.notFound) return 'it is not there: Seamline makes it if it may, else create it';
  if (code === grpcStatus.failedPrecondition && work === 'pull')
    return 'it is detached from its topic, or a push subscription: delete it, and it is made again';
  return '';
}
