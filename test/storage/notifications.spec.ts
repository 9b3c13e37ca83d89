import { notificationCases } from './notifications.cases.js';

// inject('kafka'), inject('pubsub'), inject('objectStores'): the cases need all.
notificationCases({
  photographs: 30,
  megapixels: [0.3, 1],
  leastThumbnails: 30,
  deleted: 2,
  awayMs: 1_000,
  timeoutMs: 60_000,
});
