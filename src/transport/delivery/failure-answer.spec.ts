import { expect, it } from 'vitest';
import { InvalidError } from '../../foundation/errors/app.error.js';
import type { ReceivedMessage } from '../broker.js';
import { failureAnswer } from './failure-answer.js';
import { correlationHeader, errorReasonHeader } from './message-headers.js';

it.each(['', 'a'])(
  'a failure with a long reason of emoji is an answer that every broker takes: after %j',
  (begin) => {
    const message: ReceivedMessage = {
      topic: 'inference',
      id: '1',
      value: null,
      headers: { [correlationHeader]: 'mine' },
      publishedAt: new Date(0),
    };
    const answer = failureAnswer(
      message,
      'answers',
      new InvalidError('UNKNOWN_MODEL', begin + '😀'.repeat(500)),
    );
    const reason = String(answer?.headers?.[errorReasonHeader]);
    expect(reason.length).toBe(300);
    expect(Buffer.from(reason).toString()).toBe(reason);
  },
);
