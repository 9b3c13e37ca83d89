import { notificationCases } from './notifications.cases.js';

// inject('kafka'), inject('pubsub'), inject('objectStores'): the cases need all.
notificationCases({
  photographs: 500,
  megapixels: [0.3, 1, 0.5, 2, 0.3, 4, 0.3, 1, 8, 12],
  leastThumbnails: 250,
  deleted: 10,
  awayMs: 60_000,
  timeoutMs: 600_000,
});
