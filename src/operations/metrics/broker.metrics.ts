import { Inject, Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { LagReader } from '../../events/lag.reader.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import { BrokerReadiness } from '../health/broker-readiness.js';
import { registerGauge } from './gauge.js';

/** The state of this process's brokers, and the messages that wait in them. */
@Injectable()
export class BrokerMetrics {
  constructor(
    registry: Registry,
    readiness: BrokerReadiness,
    lags: LagReader,
    @Inject(BROKERS) brokers: Brokers,
  ) {
    const isUp = {
      name: 'seamline_broker_up',
      help: 'Whether the broker is connected, every handler subscribed, and the work goes on',
      labels: ['broker'],
    };
    registerGauge(registry, isUp, () =>
      readiness.states().map(({ name, up }) => ({ labels: { broker: name }, value: Number(up) })),
    );
    const trouble = {
      name: 'seamline_broker_trouble',
      help: 'Whether messages of the topic cannot be read or published, by the cause',
      labels: ['broker', 'topic', 'cause'],
    };
    registerGauge(registry, trouble, () =>
      [...brokers].flatMap(([broker, { troubles = [] }]) =>
        troubles.map(({ topic, cause }) => ({ labels: { broker, topic, cause }, value: 1 })),
      ),
    );
    countRestarts(registry, brokers);
    const lag = {
      name: 'seamline_consumer_lag_messages',
      help: 'Messages kept for the group and not yet acknowledged; every process tells the same, so take the maximum',
      labels: ['broker', 'topic', 'partition'],
    };
    registerGauge(registry, lag, async () =>
      (await lags.partitionLags()).map(({ broker, topic, partition, lag: value }) => ({
        labels: { broker, topic, partition: String(partition) },
        value,
      })),
    );
  }
}

/** The drivers count, so the counter only copies their numbers. */
function countRestarts(registry: Registry, brokers: Brokers): void {
  const counter: Counter = new Counter({
    name: 'seamline_consumer_restarts_total',
    help: 'Times that a consumer had to start again, by the cause',
    labelNames: ['broker', 'topic', 'cause'],
    registers: [registry],
    collect() {
      counter.reset();
      for (const [broker, { restarts = [] }] of brokers) {
        for (const { topic, cause, count } of restarts) counter.inc({ broker, topic, cause }, count);
      }
    },
  });
}
