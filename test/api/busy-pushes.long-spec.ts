import { it } from 'vitest';
import { pushWhileBusy } from './busy-pushes.cases.js';

const timeout = 90 * 60_000;

it(
  '50 pushes of 10,000 images are all accepted while every core is busy, and none is unknown',
  { timeout },
  () => pushWhileBusy(50, 10_000, 'api,classifier,results', timeout),
);
