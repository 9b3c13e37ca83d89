import { expect, it } from 'vitest';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { deliveryOn } from '../../../test/support/delivery.js';
import { received } from '../../../test/support/received.js';
import { HeldMessages } from './held-messages.js';

const messages = Array.from({ length: 500 }, (_, at) => received({ topic: 'images', id: `0/${at}` }));

function recorder() {
  const lines: string[] = [];
  const add = (text: string) => void lines.push(text);
  return { lines, logger: { log: add, warn: add } };
}

it('500 messages that wait through 8 tries each are two lines of the log', async () => {
  const { lines, logger } = recorder();
  let tries = 0;
  const handle = async () => {
    tries += 1;
    if (tries <= 500 * 8) throw new UnavailableError('DATABASE_UNAVAILABLE', 'the database is away');
    return undefined;
  };
  const policy = { maxAttempts: 1, initialDelayMs: 1, maxDelayMs: 1 };
  const delivery = deliveryOn({} as never, handle, { policy, logger: logger as never });
  await Promise.all(messages.map((message) => delivery.consume(message)));
  expect(lines).toEqual([
    'images: the database is away; messages wait, and are tried again until that is over',
    expect.stringMatching(/^images: no message waits any more; 500 waited for \d+ s$/),
  ]);
});

it('says again and again how many wait, while it lasts', async () => {
  const { lines, logger } = recorder();
  const held = new HeldMessages(logger, 10);
  for (const message of messages) held.hold(message, 'away');
  await expect.poll(() => lines.length).toBeGreaterThan(2);
  expect(lines[1]).toMatch(/^images: 500 messages wait for \d+ s: away$/);
  for (const message of messages) held.release(message, false);
  const count = lines.length;
  held.hold(messages[0]!, 'away');
  held.release(messages[0]!, true);
  expect(lines.slice(count)).toEqual([
    'images: away; messages wait, and are tried again until that is over',
    'images: no message waits any more; 1 waited for 0 s',
  ]);
});
