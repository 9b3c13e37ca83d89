import { ifAvailable } from '../../support/services/if-available.js';
import { withServer } from '../../support/services/with-server.js';
import { brokerOutage } from './outages.cases.js';
import { faultMatrix } from './fault.matrix.js';
import { pubsub, startPstest } from './places.js';

withServer('Faults on Pub/Sub', await ifAvailable(startPstest), (own) =>
  faultMatrix('pubsub', pubsub(own), [brokerOutage]),
);
