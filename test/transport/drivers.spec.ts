import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { EmbeddedDriverBroker } from '../../src/transport/drivers/embedded/embedded.broker.js';
import { KafkaDriverBroker } from '../../src/transport/drivers/kafka/kafka.broker.js';
import { PubSubDriverBroker } from '../../src/transport/drivers/pubsub/pubsub.broker.js';
import { brokerConformance } from './broker.conformance.js';
import { defaultOptions } from './conformance/lab.js';
import { withServer } from '../support/services/with-server.js';

const config = readConfig({});
const hurried = { ...defaultOptions, connectTimeoutMs: 1_000, publishTimeoutMs: 1_000 };
/** Nobody listens on the discard port. */
const nowhere = '127.0.0.1:9';

const folder = mkdtempSync(join(tmpdir(), 'seamline-drivers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const embedded = { ...config.drivers.embedded, file: join(folder, 'broker.db') };

brokerConformance(
  'EmbeddedBroker',
  (overrides) => new EmbeddedDriverBroker(embedded, { ...defaultOptions, ...overrides }),
  {
    unreachable: () => new EmbeddedDriverBroker({ ...embedded, file: '/dev/null/broker.db' }, hurried),
  },
);

withServer('KafkaBroker', inject('kafka'), ({ brokers }) => {
  const settings = { ...config.drivers.kafka, brokers };
  brokerConformance(
    'KafkaBroker',
    (overrides) => new KafkaDriverBroker(settings, { ...defaultOptions, ...overrides }),
    {
      unreachable: () => new KafkaDriverBroker({ ...settings, brokers: [nowhere] }, hurried),
    },
  );
});

withServer('PubSubBroker', inject('pubsub'), ({ emulatorHost }) => {
  const settings = { ...config.drivers.pubsub, emulatorHost };
  brokerConformance(
    'PubSubBroker',
    (overrides) => new PubSubDriverBroker(settings, { ...defaultOptions, ...overrides }),
    {
      unreachable: () => new PubSubDriverBroker({ ...settings, emulatorHost: nowhere }, hurried),
      skip: {
        'starts a new group at the oldest kept message by default':
          'a subscription gets what is published after its creation; create it before publishing',
        'keeps a message without a value apart from an empty one': 'Pub/Sub knows no null',
        'keeps the key, text or bytes': 'a Pub/Sub message has no key',
        'keeps header values that are bytes': 'attributes are text',
        'keeps a repeated header': 'an attribute has one value',
        'counts what a group has not acknowledged': 'Pub/Sub does not tell; its monitoring does',
      },
    },
  );
});
