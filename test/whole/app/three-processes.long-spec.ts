import { inject } from 'vitest';
import { withServer } from '../../support/services/with-server.js';
import { inThreeProcesses } from './three-processes.cases.js';

inThreeProcesses('embedded', {});

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) =>
  inThreeProcesses('pubsub', { PUBSUB_EMULATOR_HOST: emulatorHost }),
);
