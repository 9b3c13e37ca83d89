import { randomBytes } from 'node:crypto';
import { afterAll, describe, inject } from 'vitest';
import { withServer } from '../../support/services/with-server.js';
import { postgresCases, sqliteCases } from './databases.cases.js';
import { embeddedCases } from './embedded.cases.js';
import { releases } from './fixtures.js';
import { rawKafka } from './kafka-records.js';
import { pubsubClient, rawPubSub } from './pubsub-records.js';
import { recordsCases } from './records.cases.js';

describe.each(releases())('what the program of %s has left', (commit) => {
  describe('as a database', () => {
    sqliteCases(commit);
    withServer('PostgreSQL', inject('postgres'), ({ url }) => postgresCases(commit, url));
  });

  describe('in a data folder, in the middle of its work', () => {
    embeddedCases(commit);
  });

  withServer('Kafka', inject('kafka'), ({ brokers }) => {
    describe('on Kafka, published byte by byte', () => {
      recordsCases(commit, 'kafka', rawKafka(brokers));
    });
  });

  withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) => {
    describe('on Pub/Sub, published byte by byte', () => {
      const client = pubsubClient(emulatorHost, `upgrade-${randomBytes(4).toString('hex')}`);
      afterAll(() => client.close());
      recordsCases(commit, 'pubsub', rawPubSub(client, emulatorHost));
    });
  });
});
