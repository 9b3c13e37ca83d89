import { status } from '@grpc/grpc-js';
import { beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { knownSubscriptions } from '../../src/events/transport.module.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { call, predictionsOf, push } from '../support/http.js';
import { administration, FaultyPubSub } from '../support/services/faulty-pubsub.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { findingsWith } from '../tools/doctor/wrong-with.js';

interface Readiness {
  readonly error: Readonly<Record<string, { readonly lastError?: string }>>;
}

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) => {
  describe('The service on Pub/Sub', () => {
    let server: FaultyPubSub;
    let settings: Record<string, string>;

    beforeEach(async () => {
      server = await FaultyPubSub.start(emulatorHost);
      onTestFinished(() => server.stop());
      settings = {
        ...(await ownSettings()),
        BROKERS: 'pubsub',
        MODELS: 'fashion-mnist@1',
        PUBSUB_EMULATOR_HOST: server.address,
      };
    });

    const ready = (url: string) => call<Readiness>(`${url}/health/ready`);
    const untilReady = (url: string) =>
      expect.poll(async () => (await ready(url)).status, { timeout: 20_000 }).toBe(200);
    const troubleOf = async (url: string) => (await ready(url)).body.error['broker pubsub']?.lastError ?? '';

    it('serves with the rights that the documents name alone, and the doctor asks for no more', async () => {
      const broker = await openBroker('pubsub', readConfig(settings));
      for (const name of knownSubscriptions(readConfig(settings)))
        await broker.admin.createSubscription(name);
      await broker.close();
      server.refuse(administration, status.PERMISSION_DENIED);
      server.forgetCalls();
      const { url } = await startTestApplication(settings);
      await predictionsOf(url, await push(url, 'push-to-consumer', 0, 50));
      await untilReady(url);
      expect(server.calls('CreateTopic') + server.calls('CreateSubscription')).toBe(0);
      const findings = await findingsWith({ ...settings, ROLES: 'api,classifier,results' });
      const ours = findings.filter(({ check }) => check.startsWith('pubsub'));
      expect(ours.filter(({ status: seen }) => seen === 'wrong')).toEqual([]);
      expect(ours.find(({ check }) => check === 'pubsub rights')?.fix).toMatch(
        /^nothing, if .*pubsub\.viewer/,
      );
    });

    it('counts one refused image of a push as not sent, and classifies all others', async () => {
      const { url } = await startTestApplication(settings);
      await untilReady(url);
      const resource = String(settings['TOPIC_IMAGES']);
      server.refuse(['Publish'], status.INVALID_ARGUMENT, {
        resource,
        attribute: ['ce-imageindex', '1234'],
      });
      const { status: code, body } = await call<{ requestId: string }>(
        `${url}/push-to-consumer?start_idx=0&end_idx=2000`,
        { method: 'POST' },
      );
      expect(body).toMatchObject({ confirmed: 1999, unknown: 0, notSent: 1 });
      expect(code).toBe(502);
      await expect
        .poll(async () => (await call(`${url}/requests/${body.requestId}`)).body, { timeout: 25_000 })
        .toMatchObject({ predicted: 1999, dead: 0, inFlight: 0, pending: 0 });
    });

    it('makes one dead letter of an image whose prediction the server refuses, and none of its neighbours', async () => {
      const { url } = await startTestApplication(settings);
      await untilReady(url);
      const resource = String(settings['TOPIC_PREDICTIONS']);
      server.refuse(['Publish'], status.INVALID_ARGUMENT, { resource, containing: '"imageIndex":17,' });
      const { links } = await push(url, 'push-to-consumer', 0, 100);
      await expect
        .poll(async () => (await call(url + links.request)).body, { timeout: 20_000 })
        .toMatchObject({ predicted: 99, dead: 1, inFlight: 0, repeats: 0 });
    });

    it('is not ready while publishing to predictions is denied, says what helps, and loses nothing', async () => {
      const { url } = await startTestApplication(settings);
      await untilReady(url);
      const resource = String(settings['TOPIC_PREDICTIONS']);
      const allow = server.refuse(['Publish'], status.PERMISSION_DENIED, { resource });
      const pushed = await push(url, 'push-to-consumer', 0, 50);
      await expect
        .poll(() => troubleOf(url), { timeout: 20_000 })
        .toMatch(/cannot publish to predictions-.*PERMISSION_DENIED.*roles\/pubsub\.publisher/);
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).toMatch(/seamline_broker_trouble\{[^}]*cause="publish_refused"[^}]*\} 1/);
      const doctor = await findingsWith({ ...settings, ROLES: 'api,classifier,results' });
      expect(doctor).toContainEqual({
        check: 'pubsub rights',
        status: 'wrong',
        text: expect.stringContaining(`may not publish to projects/seamline/topics/${resource}`),
        fix: 'grant roles/pubsub.publisher on it',
      });
      allow();
      await predictionsOf(url, pushed);
      await untilReady(url);
    });
  });
});
