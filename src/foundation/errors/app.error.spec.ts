import { expect, it } from 'vitest';
import { AppError, InvalidError, toAppError, UnavailableError } from './app.error.js';

it('an error with a code and a kind keeps both, whichever class made it', () => {
  const foreign = Object.assign(new Error('queue away'), { code: 'BROKER_UNAVAILABLE', kind: 'unavailable' });
  expect(toAppError(foreign)).toBe(foreign);
});

it.each([
  new Error('plain'),
  Object.assign(new Error('of Node'), { code: 'ECONNREFUSED' }),
  Object.assign(new Error('of somebody'), { code: 'X', kind: 'odd' }),
  { code: 'BAD_MESSAGE', kind: 'invalid', message: 'no error' },
])('%o is a failure of the handler', (thrown) => {
  expect(toAppError(thrown)).toMatchObject({ code: 'HANDLER_FAILED', kind: 'transient', cause: thrown });
});

it('kinds of errors are told apart', () => {
  const away = new UnavailableError('BROKER_UNAVAILABLE', 'away');
  expect([away instanceof AppError, away instanceof UnavailableError, away instanceof InvalidError]).toEqual([
    true,
    true,
    false,
  ]);
});
