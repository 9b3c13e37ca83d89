import type { Remark } from '../../broker.js';
import { grpcCode, grpcStatus } from './pubsub.errors.js';

export const publishRight = 'pubsub.topics.publish';
export const readRight = 'pubsub.subscriptions.consume';

export interface Right {
  readonly permission: typeof publishRight | typeof readRight;
  /** The full name of the topic or subscription. */
  readonly resource: string;
}

/** What IAM answers: those of the asked permissions that this account has. */
type Test = (
  right: Right,
) => Promise<readonly [{ readonly permissions?: readonly string[] | null }, ...unknown[]]>;

/** The rights that this account lacks. Emulators have no IAM: there none is missing. */
export async function missingOf(rights: readonly Right[], test: Test): Promise<Remark[]> {
  const remarks = await Promise.all(
    rights.map(async (right) => {
      const answer = await test(right).catch((error: unknown) => {
        if (grpcCode(error) === grpcStatus.unimplemented || grpcCode(error) === grpcStatus.notFound)
          return undefined;
        throw error;
      });
      return !answer || answer[0].permissions?.includes(right.permission) ? [] : [remarkOn(right)];
    }),
  );
  return remarks.flat();
}

function remarkOn({ permission, resource }: Right): Remark {
  const [verb, role] =
    permission === publishRight
      ? ['publish to', 'roles/pubsub.publisher']
      : ['read', 'roles/pubsub.subscriber'];
  return { text: `this account may not ${verb} ${resource}, or it is not there`, fix: `grant ${role} on it` };
}
