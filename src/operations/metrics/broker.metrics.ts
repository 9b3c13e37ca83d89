import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { LagReader } from '../../events/lag.reader.js';
import { BrokerReadiness } from '../health/broker-readiness.js';
import { registerGauge } from './gauge.js';

/** The state of this process's brokers, and the messages that wait in them. */
@Injectable()
export class BrokerMetrics {
  constructor(registry: Registry, readiness: BrokerReadiness, lags: LagReader) {
    const isUp = {
      name: 'seamline_broker_up',
      help: 'Whether the broker is connected, every handler subscribed, and the work goes on',
      labels: ['broker'],
    };
    registerGauge(registry, isUp, () =>
      readiness.states().map(({ name, up }) => ({ labels: { broker: name }, value: Number(up) })),
    );
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
