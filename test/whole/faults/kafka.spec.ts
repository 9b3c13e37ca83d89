import { prepareKafkaReader } from '../../support/recount/kafka-topics.js';
import { ifAvailable } from '../../support/services/if-available.js';
import { startOwnKafka } from '../../support/services/own-kafka.js';
import { withServer } from '../../support/services/with-server.js';
import { deathOfTheClassifier } from './deaths.cases.js';
import { orderlyEnds } from './orderly-ends.cases.js';
import { brokerOutage } from './outages.cases.js';
import { faultMatrix } from './fault.matrix.js';
import { kafka } from './places.js';

const reader = await ifAvailable(prepareKafkaReader);

withServer('Faults on Kafka', await ifAvailable(startOwnKafka), (own) =>
  faultMatrix('kafka', kafka(own), [deathOfTheClassifier, brokerOutage, orderlyEnds], reader),
);
