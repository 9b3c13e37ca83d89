import { inject } from 'vitest';
import { withServer } from '../../support/services/with-server.js';
import { survives } from './hostile-messages.cases.js';

survives('embedded', {}, { andAgain: true });

withServer('Kafka', inject('kafka'), ({ brokers }) =>
  survives('kafka', { KAFKA_BROKERS: brokers.join(',') }, { andAgain: false }),
);

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) =>
  survives('pubsub', { PUBSUB_EMULATOR_HOST: emulatorHost }, { andAgain: false }),
);
