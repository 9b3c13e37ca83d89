import { describe, inject, it } from 'vitest';
import { withServer } from '../support/services/with-server.js';
import { answersOutliveKafka } from './holding/broker-away.case.js';
import { holdingCases } from './holding/holding.cases.js';

describe('500 images and 500 predictions outlive a fault, which readiness names:', () => {
  holdingCases(inject('postgres'), { images: 500, retries: {} });
});

withServer('Answers', inject('kafka'), () =>
  it('outlive a Kafka that goes away while they are published', answersOutliveKafka, 300_000),
);
