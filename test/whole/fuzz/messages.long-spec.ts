import { onEveryBroker } from '../../support/services/on-every-broker.js';
import { survivesMessages } from './messages.cases.js';

onEveryBroker((name, server) => survivesMessages(name, server, 5_000));
