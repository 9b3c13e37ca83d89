import { randomUUID } from 'node:crypto';
import { PubSub } from '@google-cloud/pubsub';
import { Logger } from '@nestjs/common';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { TcpGate } from '../../tools/chaos/tcp-gate.js';
import { readConfig } from '../../src/configuration.js';
import type { Broker, BrokerMessage, DriverOptions } from '../../src/transport/broker.js';
import { PubSubDriverBroker } from '../../src/transport/drivers/pubsub/pubsub.broker.js';
import { knownEnds } from '../../src/transport/publish-failure.js';
import { ProvisionedBroker } from '../../src/transport/open/provisioned.broker.js';
import { administration, FaultyPubSub } from '../support/services/faulty-pubsub.js';
import { withServer } from '../support/services/with-server.js';
import { defaultOptions } from './conformance/lab.js';
import { Recorder, until } from './conformance/recorder.js';

withServer('PubSubBroker', inject('pubsub'), ({ emulatorHost }) => {
  describe('PubSubBroker under faults', () => {
    let topic: string;
    let server: FaultyPubSub;
    const said: string[] = [];
    const opened: PubSubDriverBroker[] = [];

    const open = (overrides: Partial<DriverOptions> = {}, host = server.address): PubSubDriverBroker => {
      const settings = { ...readConfig({}).drivers.pubsub, emulatorHost: host };
      const broker = new PubSubDriverBroker(settings, { ...defaultOptions, ...overrides });
      opened.push(broker);
      return broker;
    };
    const message = (text: string, more: Partial<BrokerMessage> = {}): BrokerMessage => ({
      topic,
      value: Buffer.from(text),
      headers: {},
      ...more,
    });
    const record = async (broker: Broker, recorder = new Recorder()): Promise<Recorder> => {
      await broker.subscribe({ topic, group: 'group', maxInFlight: 16 }, recorder.consume);
      return recorder;
    };
    const causes = (broker: Broker) => (broker.troubles ?? []).map(({ cause }) => cause);
    const linesWith = (text: string) => said.filter((line) => line.includes(text)).length;

    beforeEach(async () => {
      topic = `faults-${randomUUID().slice(0, 8)}`;
      server = await FaultyPubSub.start(emulatorHost);
      said.length = 0;
      for (const level of ['log', 'warn', 'error'] as const) {
        vi.spyOn(Logger.prototype, level).mockImplementation((text: unknown) => void said.push(String(text)));
      }
    });

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((broker) => broker.close()));
      server.stop();
      vi.restoreAllMocks();
    });

    it('serves with the rights to publish and to pull alone, and tries to make nothing', async () => {
      await open({}, emulatorHost).admin.createSubscription({ topic, group: 'group' });
      server.refuse(administration, status.PERMISSION_DENIED);
      const broker = new ProvisionedBroker(open(), [{ topic, group: 'group' }]);
      await broker.connect();
      const recorder = await record(broker);
      await broker.publish([message('one')]);
      await recorder.gets('one');
      expect(server.calls('CreateTopic') + server.calls('CreateSubscription')).toBe(0);
      expect(causes(broker)).toEqual([]);
      expect(linesWith('PERMISSION_DENIED')).toBe(1);
    });

    it('looks before it makes: what is there is not made again', async () => {
      await open({}, emulatorHost).admin.createSubscription({ topic, group: 'group' });
      const recorder = await record(open());
      await open().publish([message('one')]);
      await recorder.gets('one');
      expect(server.calls('CreateTopic') + server.calls('CreateSubscription')).toBe(0);
    });

    it('names a subscription that is not there and that it may not make, and reads it once it is', async () => {
      await open({}, emulatorHost).admin.createTopic(topic);
      server.refuse(administration, status.PERMISSION_DENIED);
      const broker = open();
      const recorder = await record(broker);
      await until('the trouble', () => causes(broker).includes('pull_refused'));
      expect(broker.troubles?.[0]?.message).toMatch(/group\.faults-\w+: .*not there.*create/);
      await open({}, emulatorHost).admin.createSubscription({ topic, group: 'group' });
      await open({}, emulatorHost).publish([message('one')]);
      await recorder.gets('one');
      await until('its end', () => causes(broker).length === 0);
    });

    it('waits longer and longer for a pull that is refused, says why, and goes on by itself', async () => {
      const broker = open();
      const recorder = await record(broker);
      await broker.publish([message('before')]);
      await recorder.gets('before');
      server.forgetCalls();
      const allow = server.refuse(['StreamingPull'], status.PERMISSION_DENIED);
      await until('the third try', () => server.calls('StreamingPull') >= 3);
      expect(broker.troubles).toMatchObject([{ cause: 'pull_refused', topic, group: 'group' }]);
      expect(broker.troubles?.[0]?.message).toMatch(/PERMISSION_DENIED.*roles\/pubsub\.subscriber/);
      expect(server.calls('CreateTopic') + server.calls('CreateSubscription')).toBe(0);
      allow();
      await broker.publish([message('after')]);
      await recorder.gets('after');
      await until('the end of the trouble', () => causes(broker).length === 0);
      expect(broker.restarts).toMatchObject([{ topic, group: 'group', cause: 'pull_refused' }]);
      expect(broker.restarts[0]?.count).toBeLessThanOrEqual(6);
      expect(said.filter((line) => line.includes('pull_refused') || line.includes('DENIED'))).toHaveLength(2);
    });

    it('takes a new connection where the old one went silent, for pushes and for a reader', async () => {
      const gate = new TcpGate(server.address);
      await gate.open();
      onTestFinished(() => gate.shut());
      const broker = open({ publishTimeoutMs: 500, connectTimeoutMs: 500 }, gate.address);
      const recorder = await record(broker);
      await broker.publish([message('before')]);
      await recorder.gets('before');
      gate.forget();
      // The server leases some to the silent stream.
      await until('a delivery over a new connection', async () => {
        await broker.publish([message('after')]).catch(() => undefined);
        return recorder.texts.includes('after');
      });
      await until('the connection', () => broker.status.state === 'connected');
      expect(said.filter((line) => /lost|is back/.test(line))).toHaveLength(2);
    });

    it('refuses one message of a batch, and takes all others', async () => {
      const broker = open();
      const recorder = await record(broker);
      server.refuse(['Publish'], status.INVALID_ARGUMENT, { containing: 'bad' });
      const texts = Array.from({ length: 60 }, (_, index) => (index === 41 ? 'bad' : `good-${index}`));
      const sent = await Promise.allSettled(
        texts.map((text) => broker.publish([message(text, { partitionKey: 'one' })])),
      );
      const refused = sent.flatMap((each, index) => (each.status === 'rejected' ? [index] : []));
      expect(refused).toEqual([41]);
      expect(sent[41]).toMatchObject({ reason: { code: 'BROKER_REFUSED', kind: 'invalid' } });
      const good = texts.filter((text) => text !== 'bad');
      await recorder.gets(...good);
      expect(recorder.texts).toEqual(good);
    });

    it('says of a refused batch which messages it took, and which it certainly did not', async () => {
      const broker = open({ publishTimeoutMs: 2_000 });
      await record(broker);
      server.refuse(['Publish'], status.INVALID_ARGUMENT, { containing: 'bad' });
      const one = await broker.publish(['a', 'bad', 'b'].map((text) => message(text))).catch(knownEnds);
      expect(one).toEqual({ accepted: [0, 2], notSent: [1] });
      const texts = Array.from({ length: 1_000 }, (_, index) => (index === 700 ? 'bad' : 'good'));
      server.forgetCalls();
      const many = await broker.publish(texts.map((text) => message(text))).catch(knownEnds);
      expect(many).toMatchObject({ notSent: [700], accepted: { length: 999 } });
      expect(server.calls('Publish')).toBeLessThan(40);
      const allow = server.refuse(['Publish'], status.RESOURCE_EXHAUSTED);
      expect(await broker.publish([message('c')]).catch(knownEnds)).toEqual({ accepted: [], notSent: [0] });
      allow();
      server.add({ methods: ['Publish'], fault: 'silent' });
      expect(await broker.publish([message('d')]).catch(knownEnds)).toEqual({ accepted: [], notSent: [] });
      const tooMuch = [message('e'), message('f', { headers: { long: 'x'.repeat(1025) } })];
      expect(await broker.publish(tooMuch).catch(knownEnds)).toEqual({ accepted: [], notSent: [0, 1] });
    });

    it('counts as not sent what found no connection, and as unknown what lost its own', async () => {
      const gate = new TcpGate(server.address);
      await gate.open();
      onTestFinished(() => gate.shut());
      const broker = open({ publishTimeoutMs: 500 }, gate.address);
      await broker.publish([message('before')]);
      server.add({ methods: ['Publish'], fault: 'silent' });
      const publishing = broker.publish([message('half-way')]).catch(knownEnds);
      await until('the call', () => server.calls('Publish') === 2);
      await gate.shut();
      expect(await publishing).toEqual({ accepted: [], notSent: [] });
      await until('word of it', () => broker.status.state === 'disconnected');
      expect(await broker.publish([message('a'), message('b')]).catch(knownEnds)).toEqual({
        accepted: [],
        notSent: [0, 1],
      });
    });

    it('says that publishing is denied and what helps, until it is allowed', async () => {
      const broker = open();
      await record(broker);
      await broker.publish([message('before')]);
      const allow = server.refuse(['Publish'], status.PERMISSION_DENIED);
      const denied = { code: 'BROKER_REFUSED', kind: 'unavailable' };
      await expect(broker.publish([message('one')])).rejects.toMatchObject(denied);
      await expect(broker.publish([message('two')])).rejects.toMatchObject(denied);
      expect(broker.troubles).toMatchObject([{ cause: 'publish_refused', topic }]);
      expect(broker.troubles[0]?.message).toMatch(/PERMISSION_DENIED.*roles\/pubsub\.publisher/);
      allow();
      await broker.publish([message('three')]);
      expect(broker.troubles).toEqual([]);
      expect(said.filter((line) => line.includes(topic))).toHaveLength(2);
    });

    it('waits within the publish deadline where a quota is used up', async () => {
      const broker = open();
      const recorder = await record(broker);
      const allow = server.refuse(['Publish'], status.RESOURCE_EXHAUSTED);
      const published = broker.publish([message('one')]);
      await until('the trouble', () => causes(broker).includes('quota_exhausted'));
      expect(broker.status.state).toBe('connected');
      allow();
      await published;
      await recorder.gets('one');
      expect(broker.troubles).toEqual([]);
    });

    it('keeps messages whose acknowledgement is refused, and does their work once', async () => {
      const broker = open();
      const recorder = await record(broker);
      const allow = server.refuse(['Acknowledge'], status.PERMISSION_DENIED);
      await broker.publish([message('one'), message('two')]);
      await until('the trouble', () => causes(broker).includes('acknowledge_refused'));
      allow();
      await until('the end of the trouble', () => causes(broker).length === 0);
      await broker.publish([message('three')]);
      await recorder.gets('three');
      expect(recorder.texts.toSorted()).toEqual(['one', 'three', 'two']);
      await broker.close();
      expect(server.calls('ModifyAckDeadline')).toBeGreaterThan(0);
    });

    it('warns once of a subscription that somebody made without ordering', async () => {
      const google = new PubSub({
        projectId: readConfig({}).drivers.pubsub.projectId,
        apiEndpoint: emulatorHost,
        emulatorMode: true,
        clientOptions: { universeDomain: 'googleapis.com' },
      });
      onTestFinished(() => google.close());
      const [made] = await google.createTopic(topic);
      await made.createSubscription(`group.${topic}`);
      const broker = open();
      await broker.admin.provision([{ topic, group: 'group' }]);
      await record(broker);
      expect(linesWith('has no message ordering')).toBe(1);
      const fix = expect.stringContaining('delete it');
      expect(await broker.admin.warnings({ topic, group: 'group' })).toMatchObject([{ fix }]);
    });

    it('makes the known subscriptions again where a topic has vanished, before it publishes there', async () => {
      const broker = new ProvisionedBroker(open(), [
        { topic, group: 'one' },
        { topic, group: 'two' },
      ]);
      await broker.connect();
      await open({}, emulatorHost).admin.deleteTopic(topic);
      await broker.publish([message('kept')]);
      for (const group of ['one', 'two']) {
        const recorder = new Recorder();
        await open().subscribe({ topic, group, maxInFlight: 1 }, recorder.consume);
        await recorder.gets('kept');
      }
    });
  });
});
