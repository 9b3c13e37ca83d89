import { afterAll, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import type { Ledger } from '../../src/outcomes/ledger/ledger.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { openTopics } from '../../src/tools/verification/open-topics.js';
import { resolveUnknown } from '../../src/tools/verification/resolve-unknown.js';
import { ServiceClient } from '../../src/tools/verification/service.client.js';
import { verify } from '../../src/tools/verification/verify.js';
import { call } from '../support/http.js';
import { ifAvailable } from '../support/services/if-available.js';
import { type OwnKafka, startOwnKafka } from '../support/services/own-kafka.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const timeout = 120_000;

withServer('Kafka', await ifAvailable(startOwnKafka), (kafka: OwnKafka) => {
  afterAll(() => kafka.stop());

  /** A service that has published before, and its client. */
  async function start() {
    const settings = {
      ...(await ownSettings()),
      BROKERS: 'kafka',
      KAFKA_BROKERS: kafka.brokers.join(','),
      PUBLISH_TIMEOUT_MS: '1500',
    };
    const { url } = await startTestApplication({ ...settings, ROLES: 'api' });
    const client = new ServiceClient(url);
    await client.push(0, 1);
    return { settings, url, client };
  }

  /** Pushes to a Kafka that does not answer, and gives the id of the request once its images are unknown. */
  async function pushIntoSilence({ url, client }: { url: string; client: ServiceClient }): Promise<string> {
    kafka.freeze();
    fetch(`${url}/push-to-consumer?start_idx=0&end_idx=100`, { method: 'POST' }).catch(() => undefined);
    await expect.poll(async () => (await client.ledger()).unknown, { timeout: 60_000 }).toBe(100);
    const [{ requestId } = { requestId: '' }] = await client.unknownRequests();
    return requestId;
  }

  const look = async (client: ServiceClient, settings: Record<string, string>) => {
    const readers = await openTopics(client, readConfig(settings));
    onTestFinished(() => Promise.all(readers.map((reader) => reader.close())).then(() => undefined));
    return resolveUnknown(client, readers);
  };

  it(
    'unknown images that a frozen Kafka has taken after all are accepted, by a look at the topic and by their outcomes',
    async () => {
      const service = await start();
      const { client, settings, url } = service;
      const requestId = await pushIntoSilence(service);
      expect(await verify(client)).toMatchObject({ ok: false, ledger: { unknown: 100 } });
      kafka.thaw();
      // Kafka reads what waited for it in its sockets.
      const { broker, images } = await imagesOn(settings);
      onTestFinished(() => broker.close());
      await expect.poll(images, { timeout: 30_000 }).toBe(101);
      expect(await look(client, settings)).toMatchObject({ accepted: 100, forgotten: 0 });
      const { body } = await call<Ledger>(`${url}/requests/${requestId}`);
      expect(body).toMatchObject({ accepted: 100, inFlight: 100, unknown: 0, verdict: 'working' });
      await startTestApplication({ ...settings, ROLES: 'classifier,results' });
      await expect
        .poll(() => client.ledger(), { timeout: 60_000 })
        .toMatchObject({ predicted: 101, unknown: 0, verdict: 'complete' });
    },
    timeout,
  );

  it(
    'unknown images that a Kafka has lost with its power are forgotten, and are not before a look',
    async () => {
      const service = await start();
      const { client, settings, url } = service;
      const requestId = await pushIntoSilence(service);
      await kafka.kill();
      await kafka.restart();
      expect(await verify(client)).toMatchObject({ ok: false, ledger: { unknown: 100 } });
      expect(await look(client, settings)).toMatchObject({ accepted: 0, forgotten: 100 });
      const { body } = await call<Ledger>(`${url}/requests/${requestId}`);
      expect(body).toMatchObject({ accepted: 0, pending: 0, verdict: 'interrupted' });
    },
    timeout,
  );

  it(
    'images that an operator has forgotten, and that Kafka has taken after all, get exactly one outcome',
    async () => {
      const service = await start();
      const { client, settings } = service;
      const requestId = await pushIntoSilence(service);
      expect(await client.resolve(requestId, { absent: 'all' })).toMatchObject({
        forgotten: 100,
        unknown: 0,
      });
      kafka.thaw();
      await startTestApplication({ ...settings, ROLES: 'classifier,results' });
      await expect
        .poll(() => client.request(requestId), { timeout: 60_000 })
        .toMatchObject({ accepted: 100, predicted: 100, unknown: 0, verdict: 'complete' });
    },
    timeout,
  );
});

async function imagesOn(settings: Record<string, string>) {
  const config = readConfig(settings);
  const broker = await openBroker('kafka', config);
  const images = async () => {
    const kept = await broker.admin.kept?.(config.transport.topics.images);
    return kept?.reduce((sum, { end }) => sum + Number(end), 0);
  };
  return { broker, images };
}
