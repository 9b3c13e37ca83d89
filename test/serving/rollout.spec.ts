import { describe, expect, inject, it } from 'vitest';
import { ClassifierService } from '../../src/serving/classifier/classifier.service.js';
import { call, predictionsOf, push } from '../support/http.js';
import { addVersion, breakVersion, modelsFolder, name, writeServing } from '../support/models-folder.js';
import { change, type Row, rowsOf, versionsIn } from './rollout/service.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

type Settings = Readonly<Record<string, string>>;

async function startOn(root: string, settings: Settings = {}) {
  return startTestApplication({ ...(await ownSettings()), MODELS_DIR: root, MODELS: name, ...settings });
}

async function twoVersions(): Promise<string> {
  const root = await modelsFolder(2);
  await writeServing(root, { version: '1' });
  return root;
}

function swapsUnderLoad(broker: string, server: Settings): void {
  it(`on ${broker} a swap while 3,000 images run loses none, and the rows name both versions`, async () => {
    const { url } = await startOn(await twoVersions(), { BROKERS: broker, ...server });
    const first = await push(url, 'push-to-consumer', 0, 1_500);
    const predicted = async () =>
      (await call<{ predicted: number }>(url + first.links.request)).body.predicted;
    await expect.poll(predicted, { interval: 5, timeout: 20_000 }).toBeGreaterThan(0);
    const swapped = await change(url, 'swap', { version: '2' });
    expect(swapped).toMatchObject({
      status: 200,
      body: { applied: true, serving: { version: '2', previous: '1' } },
    });
    const later = await rowsOf(url, 1_500, 3_000);
    const rows = [...((await predictionsOf(url, first)) as Row[]), ...later];
    expect(rows).toHaveLength(3_000);
    expect(versionsIn(rows)).toEqual(new Set(['1', '2']));
    expect(versionsIn(later)).toEqual(new Set(['2']));
    expect(await change(url, 'roll-back')).toMatchObject({
      status: 200,
      body: { serving: { version: '1' } },
    });
    expect(versionsIn(await rowsOf(url, 0, 20))).toEqual(new Set(['1']));
    expect((await call(`${url}/ledger`)).body).toMatchObject({ predicted: 3_020, dead: 0, inFlight: 0 });
  });
}

describe('a swap', () => {
  swapsUnderLoad('embedded', {});

  withServer('kafka', inject('kafka'), ({ brokers }) =>
    swapsUnderLoad('kafka', { KAFKA_BROKERS: brokers.join(',') }),
  );

  it('that is asked of the process with the role api is followed by the others', async () => {
    const root = await modelsFolder(3);
    await writeServing(root, { version: '1' });
    await breakVersion(root, 3);
    const settings = { ...(await ownSettings()), MODELS_DIR: root, MODELS: name };
    const roles = ['api', 'classifier', 'results'].map((role) => startSeamline({ ...settings, ROLES: role }));
    const [url = ''] = await Promise.all(roles.map(({ ready }) => ready));
    expect(versionsIn(await rowsOf(url, 0, 5))).toEqual(new Set(['1']));
    const broken = await change(url, 'swap', { version: '3' });
    expect(broken).toMatchObject({ status: 503, body: { message: expect.stringContaining('weights.bin') } });
    const swapped = await change(url, 'swap', { version: '2' });
    expect(swapped).toMatchObject({ status: 202, body: { applied: false, serving: { version: '2' } } });
    await expect.poll(() => roles[1]!.output(), { timeout: 20_000 }).toContain(`${name}@2 serves`);
    expect(versionsIn(await rowsOf(url, 0, 50))).toEqual(new Set(['2']));
    expect((await call(`${url}/models/${name}`)).body).toMatchObject({
      serving: { version: '2', previous: '1' },
      versions: [
        { version: '3' },
        { version: '2', does: ['serves'] },
        { version: '1', does: ['served before'] },
      ],
    });
    expect(await change(url, 'roll-back')).toMatchObject({ status: 202 });
    await expect
      .poll(async () => [...versionsIn(await rowsOf(url, 0, 5))], { timeout: 20_000 })
      .toEqual(['1']);
  });

  it('fails no request of a steady load; the latencies are printed', async () => {
    const { url, app } = await startOn(await twoVersions(), { BROKERS: 'embedded' });
    const classifier = app.get(ClassifierService, { strict: false });
    const body = {
      kind: 'pixels',
      width: 28,
      height: 28,
      channels: 1,
      bytes: new Uint8Array(784).fill(90),
    } as const;
    const measure = async (until: (sent: number) => boolean) => {
      const times: number[] = [];
      const answers: Promise<void>[] = [];
      const failures: unknown[] = [];
      for (let sent = 0; !until(sent); sent += 1) {
        const started = performance.now();
        const answer = classifier.classify(body, { id: String(sent) });
        answers.push(
          answer.then(
            () => void times.push(performance.now() - started),
            (e) => void failures.push(e),
          ),
        );
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
      await Promise.all(answers);
      expect(failures).toEqual([]);
      return times.toSorted((a, b) => a - b);
    };
    await measure((sent) => sent === 200);
    const steady = await measure((sent) => sent === 600);
    const during: number[] = [];
    for (const version of ['2', '1', '2', '1']) {
      let done = false;
      const swap = change(url, 'swap', { version }).finally(() => (done = true));
      during.push(...(await measure(() => done)));
      expect((await swap).status).toBe(200);
    }
    const percentile = (times: readonly number[], share: number) =>
      (times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1);
    const words = (times: readonly number[]) =>
      `p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms of ${times.length}`;
    process.stdout.write(`latency steady: ${words(steady)}; during swaps: ${words(during)}\n`);
  });
});

describe('the endpoints of the models', () => {
  it('refuse what does not fit, and say why', async () => {
    const root = await twoVersions();
    await addVersion(root, 3);
    const { url } = await startOn(root);
    const refused = async (path: string, body?: object) => {
      const answer = await change(url, path, body);
      return [answer.status, (answer.body as unknown as { code: string }).code];
    };
    expect(await refused('swap', { version: '9' })).toEqual([404, 'UNKNOWN_MODEL']);
    expect(await refused('swap', { version: '../1' })).toEqual([400, 'BAD_REQUEST']);
    expect(await refused('swap')).toEqual([400, 'BAD_REQUEST']);
    expect(await refused('canary', { version: '2', percent: 100 })).toEqual([400, 'BAD_REQUEST']);
    expect(await refused('canary', { version: '2', percent: 'all' })).toEqual([400, 'BAD_REQUEST']);
    expect(await refused('canary', { version: '1', percent: 10 })).toEqual([409, 'MODEL_CONFLICT']);
    expect(await refused('roll-back')).toEqual([409, 'MODEL_CONFLICT']);
    expect(await refused('promote')).toEqual([409, 'MODEL_CONFLICT']);
    for (const other of ['unheard-of', '..%2Ffashion-mnist', 'fashion-mnist%00']) {
      expect((await call(`${url}/models/${other}`)).status).toBe(404);
      expect((await call(`${url}/models/${other}/abort`, { method: 'POST' })).status).toBe(404);
    }
    expect((await call(`${url}/models/${name}/report?before=x`)).status).toBe(400);
    expect((await call(`${url}/models/${name}`)).body).toMatchObject({ serving: { version: '1' } });
  });

  it('tell of every version what it does, what runs it and what it has done', async () => {
    const { url } = await startOn(await twoVersions());
    await rowsOf(url, 0, 30);
    await change(url, 'canary', { version: 2, percent: '5%' });
    expect((await call(`${url}/models`)).body).toMatchObject([
      {
        name,
        isDefault: true,
        serving: { version: '1', canary: { version: '2', percent: 5 } },
        versions: [
          { version: '2', state: 'ready', does: ['canary'], statistics: { inferenceCount: 0 } },
          {
            version: '1',
            state: 'ready',
            does: ['serves'],
            accuracy: expect.any(Number),
            backend: { name: expect.any(String), reason: expect.stringMatching(/\d\/s at/) },
            statistics: { inferenceCount: 30 },
          },
        ],
      },
    ]);
  });

  it('answer where MODELS pins the version with a conflict', async () => {
    const { url } = await startOn(await twoVersions(), { MODELS: `${name}@1` });
    expect((await change(url, 'swap', { version: '2' })).status).toBe(409);
  });
});
