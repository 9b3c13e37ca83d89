import { describe, expect, it } from 'vitest';
import { fromPubSubError, grpcCode, isAnswer, neverLeft } from './pubsub.errors.js';

/** As gRPC makes it from a status. */
const failure = (code: number, message: string) => Object.assign(new Error(message), { code });

describe('an error of Pub/Sub', () => {
  it('says in clear words that Google does not take the credentials, with its reason', () => {
    const reason = 'invalid_grant: Invalid JWT: Token must be a short-lived token';
    const text = `400 undefined: Getting metadata from plugin failed with error: ${reason}`;
    const error = fromPubSubError(failure(400, text));
    expect(error).toMatchObject({ code: 'BROKER_UNAVAILABLE', kind: 'unavailable' });
    expect(error.message).toBe(
      `Pub/Sub: Google does not take the credentials (${reason}); make a new key, or correct the clock of this machine`,
    );
  });

  it('names the status that only its number says', () => {
    expect(fromPubSubError(failure(5, 'Subscription does not exist')).message).toBe(
      'Pub/Sub: 5 NOT_FOUND: Subscription does not exist',
    );
    expect(fromPubSubError(failure(7, '7 PERMISSION_DENIED: no')).message).toBe(
      'Pub/Sub: 7 PERMISSION_DENIED: no',
    );
  });

  it('is an answer of the server, or the lack of one', () => {
    const answers = [3, 5, 7, 8, 9, 12, 16].map((code) => isAnswer(failure(code, 'no')));
    const lacks = [4, 13, 14, 400].map((code) => isAnswer(failure(code, 'no')));
    expect([...answers, ...lacks].filter(Boolean)).toHaveLength(answers.length);
    expect(isAnswer(fromPubSubError(failure(7, 'no')))).toBe(true);
  });

  it('says whether bytes of the call may have left', () => {
    const deadline = 'Deadline exceeded after 0.5s,name resolution: 0.001s,metadata filters: 0.001s';
    const never = [
      failure(14, '14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:9'),
      failure(14, '14 UNAVAILABLE: Name resolution failed for target dns:nowhere'),
      failure(4, `4 DEADLINE_EXCEEDED: ${deadline},Waiting for LB pick`),
      failure(400, 'undefined: Getting metadata from plugin failed with error: invalid_grant'),
    ];
    const perhaps = [
      failure(14, '14 UNAVAILABLE: Connection dropped'),
      failure(14, '14 UNAVAILABLE: read ECONNRESET'),
      failure(4, `4 DEADLINE_EXCEEDED: ${deadline},LB pick: 0.002s,remote_addr=127.0.0.1:8085`),
    ];
    expect([...never, ...never.map(fromPubSubError)].map(neverLeft)).toEqual(Array(8).fill(true));
    expect(perhaps.map(neverLeft)).toEqual([false, false, false]);
  });

  it('keeps its status however often it is wrapped', () => {
    expect(grpcCode(fromPubSubError(failure(7, 'no')))).toBe(7);
  });
});
