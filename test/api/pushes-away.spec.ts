import Libsql from 'libsql';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { TcpGate } from '../../tools/chaos/tcp-gate.js';
import { call } from '../support/http.js';
import { type OwnKafka, startOwnKafka } from '../support/services/own-kafka.js';
import { withServer } from '../support/services/with-server.js';
import {
  type OnEnd,
  onSuiteFinished,
  ownSettings,
  startTestApplication,
} from '../support/test-application.js';

interface Answer {
  readonly code: string;
  readonly [detail: string]: unknown;
}

interface BrokerState {
  readonly enabled: boolean;
  readonly state: string;
}

/** A process that only publishes. */
async function start(settings: Record<string, string>, onEnd: OnEnd) {
  const own: Record<string, string> = { ...(await ownSettings(onEnd)), ROLES: 'api', ...settings };
  const { url } = await startTestApplication(own, onEnd);
  const state = async () =>
    (await call<BrokerState[]>(`${url}/brokers`)).body.find(({ enabled }) => enabled)?.state;
  const untilAway = () => expect.poll(state, { timeout: 20_000 }).toBe('disconnected');
  const rows = () => {
    const database = new Libsql(join(String(own['DATA_DIR']), 'results.db'));
    const count = (table: string) =>
      (database.prepare(`select count(*) as rows from ${table}`).get() as { rows: number }).rows;
    const counts = ['requests', 'outcomes', 'pictures'].map(count);
    database.close();
    return counts;
  };
  return { url, untilAway, rows };
}

type Service = Awaited<ReturnType<typeof start>>;

const doors = {
  'a push': ['push-to-consumer?start_idx=0&end_idx=10000', undefined, 10_000],
  'a picture': ['images', new Blob([Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64')]), 1],
} as const;

/** Every door refuses at once, says what was not sent, and the ledger has no row more than before. */
async function expectRefusal({ url, rows }: Service): Promise<void> {
  const before = rows();
  for (const [door, [path, body, requested]] of Object.entries(doors)) {
    const answer = await fetch(`${url}/${path}`, { method: 'POST', ...(body && { body }) });
    expect([answer.status, answer.headers.get('retry-after')], door).toEqual([503, '5']);
    const counts = { requested, confirmed: 0, unknown: 0, notSent: requested };
    const refusal = (await answer.json()) as Answer;
    expect(refusal, door).toMatchObject({ code: 'BROKER_UNAVAILABLE', ...counts });
    expect(refusal['requestId'], door).toBeUndefined();
  }
  expect(rows()).toEqual(before);
}

const push = ({ url }: Service) =>
  call<Answer>(`${url}/push-to-consumer?start_idx=0&end_idx=10`, { method: 'POST' });

const pushWorks = (service: Service) =>
  expect.poll(async () => (await push(service)).status, { timeout: 20_000 }).toBe(202);

/** The way to a server that does not answer yet. */
async function shutGate(target: string): Promise<TcpGate> {
  const gate = new TcpGate(target);
  await gate.open();
  onTestFinished(() => gate.shut());
  await gate.shut();
  return gate;
}

withServer('Pub/Sub', inject('pubsub'), ({ emulatorHost }) => {
  it('Pub/Sub that is away refuses each push at once, from the start on and later, and works once it answers', async () => {
    const gate = await shutGate(emulatorHost);
    const settings = { BROKERS: 'pubsub', PUBSUB_EMULATOR_HOST: gate.address, PUBLISH_TIMEOUT_MS: '1000' };
    const service = await start(settings, onTestFinished);
    await service.untilAway();
    await expectRefusal(service);
    await gate.open();
    await pushWorks(service);
    await gate.shut();
    // Nothing of it has arrived, but bytes may have left before the end of the connection was seen.
    const { body } = await push(service);
    expect([body['confirmed'], Number(body['unknown']) + Number(body['notSent'])]).toEqual([0, 10]);
    await service.untilAway();
    await expectRefusal(service);
    await gate.open();
    await pushWorks(service);
  });
});

const own = await startOwnKafka().catch((error: Error) => error);
const missing = own instanceof Error ? own.message : undefined;

describe.skipIf(missing)(`Kafka${missing ? ` (no server: ${missing})` : ''}`, () => {
  const kafka = own as OwnKafka;
  const onEnd = onSuiteFinished();
  onEnd(() => kafka.stop());

  it('that is away refuses each push at once, from the start on and later, and works once it answers', async () => {
    const gate = await shutGate(String(kafka.brokers[0]));
    const settings = { BROKERS: 'kafka', KAFKA_BROKERS: gate.address, CONNECT_TIMEOUT_MS: '1000' };
    const service = await start(settings, onTestFinished);
    await service.untilAway();
    await expectRefusal(service);
    await gate.open();
    await pushWorks(service);
    kafka.freeze();
    await service.untilAway();
    await expectRefusal(service);
    kafka.thaw();
    await pushWorks(service);
  });
});
