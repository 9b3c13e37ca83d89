import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { TcpGate } from '../../tools/chaos/tcp-gate.js';
import { readConfig } from '../../src/configuration.js';
import { PubSubDriverBroker } from '../../src/transport/drivers/pubsub/pubsub.broker.js';
import { usualDriverOptions } from '../../src/foundation/settings/driver-settings.js';
import { FaultyPubSub } from '../support/services/faulty-pubsub.js';
import { withServer } from '../support/services/with-server.js';
import { Recorder, until } from './conformance/recorder.js';

const minuteMs = 60_000;

withServer('PubSubBroker', inject('pubsub'), ({ emulatorHost }) => {
  describe('PubSubBroker under long faults', () => {
    const open = (host: string) => {
      const settings = { ...readConfig({}).drivers.pubsub, emulatorHost: host };
      const broker = new PubSubDriverBroker(settings, usualDriverOptions);
      onTestFinished(() => broker.close());
      return broker;
    };
    const openThroughGate = async () => {
      const gate = new TcpGate(emulatorHost);
      await gate.open();
      onTestFinished(() => gate.shut());
      return { gate, broker: open(gate.address) };
    };
    const message = (topic: string, text: string) => ({ topic, value: Buffer.from(text), headers: {} });

    it.each([
      ['PERMISSION_DENIED', status.PERMISSION_DENIED],
      ['FAILED_PRECONDITION', status.FAILED_PRECONDITION],
      ['RESOURCE_EXHAUSTED', status.RESOURCE_EXHAUSTED],
    ])(
      'makes at most 60 calls in a minute in which pulls end with %s, and takes less than a second of CPU',
      async (_name, code) => {
        const topic = `long-${randomUUID().slice(0, 8)}`;
        const server = await FaultyPubSub.start(emulatorHost);
        const broker = open(server.address);
        const recorder = new Recorder();
        await broker.subscribe({ topic, group: 'group', maxInFlight: 100 }, recorder.consume);
        await broker.publish([message(topic, 'before')]);
        await recorder.gets('before');
        server.forgetCalls();
        const allow = server.refuse(['StreamingPull'], code);
        const before = process.cpuUsage();
        await pause(minuteMs);
        const { user, system } = process.cpuUsage(before);
        const calls = ['StreamingPull', 'CreateTopic', 'CreateSubscription', 'GetSubscription'];
        const made = calls.reduce((sum, method) => sum + server.calls(method), 0);
        console.log(`${made} calls, ${Math.round((user + system) / 1_000)} ms of CPU`);
        expect(made).toBeLessThanOrEqual(60);
        expect(user + system).toBeLessThan(1_000_000);
        expect(broker.troubles).toMatchObject([{ cause: 'pull_refused' }]);
        allow();
        await broker.publish([message(topic, 'after')]);
        await until(
          'the next message',
          () => recorder.texts.includes('after') || pause(100).then(() => false),
        );
        await broker.close();
        server.stop();
      },
      3 * minuteMs,
    );

    it(
      'takes messages again within 30 s after its connection has died silently',
      async () => {
        const topic = `long-${randomUUID().slice(0, 8)}`;
        const { gate, broker } = await openThroughGate();
        await broker.admin.createSubscription({ topic, group: 'group' });
        await broker.publish([message(topic, 'before')]);
        gate.forget();
        const began = performance.now();
        let refused = 0;
        const isTaken = () =>
          broker.publish([message(topic, 'after')]).then(
            () => true,
            () => false,
          );
        while (!(await isTaken())) refused += 1;
        const took = performance.now() - began;
        console.log(`${refused} publishes failed, the next was taken after ${Math.round(took / 1_000)} s`);
        expect(took).toBeLessThan(30_000);
      },
      minuteMs,
    );

    it(
      'notices within 30 s that the connection of a quiet reader is dead, and reads on',
      async () => {
        const topic = `long-${randomUUID().slice(0, 8)}`;
        const { gate, broker } = await openThroughGate();
        const recorder = new Recorder();
        await broker.subscribe({ topic, group: 'group', maxInFlight: 100 }, recorder.consume);
        gate.forget();
        const began = performance.now();
        await expect.poll(() => broker.status.state, { timeout: 30_000 }).toBe('disconnected');
        await expect.poll(() => broker.status.state, { timeout: 30_000 }).toBe('connected');
        console.log(`a new connection after ${Math.round((performance.now() - began) / 1_000)} s`);
        expect(performance.now() - began).toBeLessThan(30_000);
        const other = open(emulatorHost);
        await expect
          .poll(
            async () => {
              await other.publish([message(topic, 'after')]);
              return recorder.texts.includes('after');
            },
            { timeout: 30_000 },
          )
          .toBe(true);
      },
      minuteMs * 2,
    );
  });
});
