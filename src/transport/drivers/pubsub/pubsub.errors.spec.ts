import { describe, expect, it } from 'vitest';
import { fromPubSubError, grpcCode, isAnswer } from './pubsub.errors.js';

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

  it('keeps its status however often it is wrapped', () => {
    expect(grpcCode(fromPubSubError(failure(7, 'no')))).toBe(7);
  });
});
