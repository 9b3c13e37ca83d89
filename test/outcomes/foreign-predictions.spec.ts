import { expect, inject, it } from 'vitest';
import { predictionsOf, call, push, type Pushed } from '../support/http.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

/** Predictions that this process has read. */
async function readBy(url: string, topic: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const [, count] =
    new RegExp(
      `^seamline_message_duration_seconds_count\\{[^}]*topic="${topic}"[^}]*outcome="acknowledged"[^}]*\\} (\\d+)$`,
      'm',
    ).exec(metrics) ?? [];
  return Number(count ?? 0);
}

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) => {
  const images = 20;

  /** Two services with the same topics: each has a group, a model and a database of its own. */
  async function twoServices(more: Record<string, string> = {}) {
    const shared = await ownSettings();
    const pubsub = { ...shared, BROKERS: 'pubsub', PUBSUB_EMULATOR_HOST: emulatorHost };
    const settings = async (version: number) => {
      const { DATA_DIR = '', GROUP_ID = '' } = await ownSettings();
      return { ...pubsub, ...more, DATA_DIR, GROUP_ID, MODELS: `fashion-mnist@${version}` };
    };
    const [one, two] = [
      await startTestApplication(await settings(1)),
      await startTestApplication(await settings(2)),
    ];
    for (const { url } of [one, two]) {
      const ready = async () => (await call(`${url}/health/ready`)).status;
      await expect.poll(ready, { timeout: 20_000 }).toBe(200);
    }
    const topic = String(shared['TOPIC_PREDICTIONS']);
    const pushed: Pushed = await push(one.url, 'push-to-consumer', 0, images);
    for (const { url } of [one, two]) {
      await expect.poll(() => readBy(url, topic), { timeout: 20_000 }).toBe(2 * images);
    }
    return { one, two, pushed };
  }

  it('a service does not store the predictions of another with a GROUP_ID of its own', async () => {
    const { one, two, pushed } = await twoServices();
    const versions = (url: string) =>
      predictionsOf(url, pushed).then((all) => [
        ...new Set(all.map((each) => Reflect.get(each, 'modelVersion'))),
      ]);
    expect(await versions(one.url)).toEqual(['1']);
    expect(await versions(two.url)).toEqual(['2']);
    expect((await call(`${one.url}/ledger`)).body).toMatchObject({ predicted: images, repeats: 0 });
    expect((await call(`${two.url}/ledger`)).body).toMatchObject({ predicted: images, repeats: 0 });
  });

  it('stores those of the groups that PREDICTIONS_OF names', async () => {
    const { one } = await twoServices({ PREDICTIONS_OF: '*' });
    expect((await call(`${one.url}/ledger`)).body).toMatchObject({ predicted: images, repeats: images });
  });
});
