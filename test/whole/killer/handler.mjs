// A classifier that one kind of message kills for good, as a crash in native code would. Runs on the built program.
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { readConfig } from '../../../dist/configuration.js';
import { BrokerStrategy } from '../../../dist/transport/nest/broker.strategy.js';
import { EmbeddedDriverBroker } from '../../../dist/transport/drivers/embedded/embedded.broker.js';
import { InFlightJournal } from '../../../dist/transport/delivery/in-flight.journal.js';

class Handlers {
  handle({ n, kill }) {
    if (kill) process.kill(process.pid, 'SIGKILL');
    process.send(n);
  }
}
Reflect.decorate([Controller()], Handlers);
const { value: handle } = Object.getOwnPropertyDescriptor(Handlers.prototype, 'handle');
EventPattern('work')(Handlers.prototype, 'handle', { value: handle });
Payload()(Handlers.prototype, 'handle', 0);

/** Nest takes a module described by data, too; the class only names it. */
function App() {}
Module({ controllers: [Handlers] })(App);

const [file, journals] = process.argv.slice(2);
const {
  drivers: { embedded },
  transport,
} = readConfig({});
const broker = new EmbeddedDriverBroker({ ...embedded, file }, transport.driver);
const journal = InFlightJournal.open(journals);
const strategy = new BrokerStrategy(broker, { groupId: 'test', maxInFlight: 50, journal });
const app = await NestFactory.createMicroservice(App, { strategy, logger: false });
await app.listen();
process.on('message', () => void app.close().then(() => process.exit(0)));
