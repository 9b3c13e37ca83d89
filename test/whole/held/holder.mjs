// Handlers that wait for a part that is away, as a child process that may be killed. Runs on the built program.
import { readConfig } from '../../../dist/configuration.js';
import { UnavailableError } from '../../../dist/foundation/errors/app.error.js';
import { BrokerStrategy } from '../../../dist/transport/nest/broker.strategy.js';
import { EmbeddedDriverBroker } from '../../../dist/transport/drivers/embedded/embedded.broker.js';
import { InFlightJournal } from '../../../dist/transport/delivery/in-flight.journal.js';

const [file, journals, groupId, database] = process.argv.slice(2);
const {
  drivers: { embedded },
  transport,
} = readConfig({});
const broker = new EmbeddedDriverBroker({ ...embedded, file }, transport.driver);
const strategy = new BrokerStrategy(broker, {
  groupId,
  maxInFlight: 50,
  journal: InFlightJournal.open(journals),
  retryOf: () => ({ maxAttempts: 5, initialDelayMs: 50, maxDelayMs: 60_000 }),
});

/** Says that it was asked; with the database it is done, and without it fails, or waits for its answer. */
const handler = (topic, whenAway) => async () => {
  process.send({ topic, done: database === 'there' });
  if (database === 'away') await whenAway();
};
const fail = () => Promise.reject(new UnavailableError('DATABASE_UNAVAILABLE', 'the database is away'));
const wait = () => new Promise(() => undefined);
strategy.addHandler('computes', handler('computes', fail), true);
strategy.addHandler('stores', handler('stores', wait), true, { stores: true });
strategy.addHandler('computes-dlt', handler('computes-dlt', wait), true);
strategy.listen(() => undefined);
process.on('message', () => void strategy.close().then(() => process.exit(0)));
