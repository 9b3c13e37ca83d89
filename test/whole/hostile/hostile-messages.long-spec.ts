import { inject } from 'vitest';
import { withServer } from '../../support/services/with-server.js';
import { survives } from './hostile-messages.cases.js';

withServer('Kafka', inject('kafka'), ({ brokers }) =>
  survives('kafka', { KAFKA_BROKERS: brokers.join(',') }, { andAgain: true }),
);

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) =>
  survives('pubsub', { PUBSUB_EMULATOR_HOST: emulatorHost }, { andAgain: true }),
);
