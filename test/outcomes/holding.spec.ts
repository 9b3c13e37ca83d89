import { describe, inject } from 'vitest';
import { holdingCases } from './holding/holding.cases.js';
import { printReport } from './holding/report.js';

/** What is not held is a dead letter at the second try. */
const retries = { RETRY_ATTEMPTS: '2', RETRY_DELAY_MS: '20', RETRY_MAX_DELAY_MS: '1000' };

const chosen = [
  'sqliteTrigger',
  'full',
  'reset',
  'readOnlyServer',
  'failover',
  'newColumn',
  'unique',
  'expired',
];

printReport();

describe('Images and predictions outlive a fault, which readiness names:', () => {
  holdingCases(inject('postgres'), { images: 60, retries }, chosen);
});
