import { inject } from 'vitest';
import { withServer } from '../../support/services/with-server.js';
import { rollsOver } from './rolling-restart.cases.js';

rollsOver('embedded', {});

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) =>
  rollsOver('pubsub', { PUBSUB_EMULATOR_HOST: emulatorHost }),
);
