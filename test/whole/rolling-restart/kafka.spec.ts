import { inject } from 'vitest';
import { withServer } from '../../support/services/with-server.js';
import { rollsOver } from './rolling-restart.cases.js';

/** Kafka has the hardest part: each replaced member makes the group share its partitions out again. */
withServer('Kafka', inject('kafka'), ({ brokers }) =>
  rollsOver('kafka', { KAFKA_BROKERS: brokers.join(',') }),
);
