import { expect, it } from 'vitest';
import { run } from './cli/seamline.js';

it('chaos runs in the repository, and says which fault it cannot make', async () => {
  const { code, notes } = await run(
    { KAFKA_BROKERS: '127.0.0.1:9' },
    'chaos',
    '--broker',
    'kafka',
    '--broker-restarts',
    '1',
  );
  expect(notes).toMatch(/^seamline: chaos cannot restart kafka by itself: give --broker-command or /m);
  expect(code).toBe(2);
});
