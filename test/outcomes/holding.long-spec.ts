import { describe, inject } from 'vitest';
import { holdingCases } from './holding/holding.cases.js';

describe('500 images and 500 predictions outlive a fault, which readiness names:', () => {
  holdingCases(inject('postgres'), { images: 500, retries: {} });
});
