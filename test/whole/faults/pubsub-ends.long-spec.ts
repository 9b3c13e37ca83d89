import { ifAvailable } from '../../support/services/if-available.js';
import { startPubSub } from '../../support/services/pubsub.js';
import { withServer } from '../../support/services/with-server.js';
import { faultMatrix } from './fault.matrix.js';
import { orderlyEnds } from './orderly-ends.cases.js';
import { pubsub } from './places.js';

/** Apart from the deaths: what a dead role held comes again when its lease ends, and Pub/Sub tells nobody when that is. */
withServer('Orderly ends on Pub/Sub', await ifAvailable(startPubSub), (own) =>
  faultMatrix('pubsub', pubsub(own), [orderlyEnds]),
);
