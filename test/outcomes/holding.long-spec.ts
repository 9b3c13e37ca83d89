import { afterAll, describe, inject, it } from 'vitest';
import { ifAvailable } from '../support/services/if-available.js';
import { startOwnKafka } from '../support/services/own-kafka.js';
import { withServer } from '../support/services/with-server.js';
import { answersOutliveKafka } from './holding/broker-away.case.js';
import { holdingCases } from './holding/holding.cases.js';
import { printReport } from './holding/report.js';

printReport();

describe('500 images and 500 predictions outlive a fault, which readiness names:', () => {
  holdingCases(inject('postgres'), { images: 500, retries: {} });
});

withServer('Answers', await ifAvailable(startOwnKafka), (own) => {
  afterAll(() => own.stop());
  it('outlive a Kafka that goes away while they are published', () => answersOutliveKafka(own), 300_000);
});
