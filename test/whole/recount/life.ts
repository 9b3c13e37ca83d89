import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import type { BrokerMessage } from '../../../src/transport/broker.js';
import { openBroker } from '../../../src/tools/verification/open-broker.js';
import { call, push } from '../../support/http.js';
import { png } from '../../support/png.js';
import type { RecountPlace } from '../../support/recount/open-recount.js';
import { type OnEnd, startTestApplication } from '../../support/test-application.js';

type Message = Omit<BrokerMessage, 'topic'>;

export interface Life {
  readonly place: RecountPlace;
  readonly requestId: string;
}

const event = (type: string, id: string, source: string) => ({
  ce_specversion: '1.0',
  ce_type: type,
  ce_id: id,
  ce_source: source,
});
const imageEvent = (id: string) => ({
  ...event('picture', id, '/shop/a'),
  'content-type': 'image/png',
});
const structured = {
  specversion: '1.0',
  type: 'picture',
  id: '8',
  source: '/shop/a',
  datacontenttype: 'image/png',
  data_base64: png.toString('base64'),
};
/** An event that comes twice, one in structured mode, a bare picture, and two that are no pictures. */
const images: Message[] = [
  { headers: imageEvent('7'), value: png },
  { headers: imageEvent('7'), value: png },
  {
    headers: { 'content-type': 'application/cloudevents+json' },
    value: Buffer.from(JSON.stringify(structured)),
  },
  { headers: {}, value: png },
  { headers: imageEvent('9'), value: Buffer.from('no picture') },
  { headers: {}, value: Buffer.from('no picture either') },
];
/** Outside a case there is no `expect.poll`. */
const until = (condition: () => Promise<void>) => vi.waitFor(condition, { timeout: 20_000 });
const settled = { predicted: 33, dead: 2, inFlight: 0, repeats: 1 };

/** A service on the embedded broker that sees every kind of image, label and letter, and a replay; it is closed again. */
export async function liveOnce(settings: Readonly<Record<string, string>>, onEnd: OnEnd): Promise<Life> {
  const { url, close } = await startTestApplication(settings, onEnd);
  const config = readConfig(settings);
  const { topics } = config.transport;
  const broker = await openBroker('embedded', config);
  onEnd(() => broker.close());
  await broker.publish(topics.images, images);
  const { requestId } = await push(url, 'push-to-consumer', 0, 30);
  const ledger = async () => (await call(`${url}/ledger`)).body;
  await until(async () => expect(await ledger()).toMatchObject(settled));
  await broker.publish(topics.labels, [
    labelOf(`${requestId}/3`, 2),
    labelOf('7', 'Bag'),
    labelOf('of no image', 'Bag'),
    labelOf(`${requestId}/4`, 'No such label'),
  ]);
  const letters = async () => (await call<{ id: number; topic: string }[]>(`${url}/dead-letters`)).body;
  await until(async () => expect(await letters()).toHaveLength(3));
  const again = (await letters()).findLast(({ topic }) => topic === topics.images);
  await call(`${url}/dead-letters/${again?.id}/replay`, { method: 'POST' });
  await until(async () => expect(await letters()).toHaveLength(4));
  await until(async () => expect(await ledger()).toMatchObject(settled));
  const truths = async () => (await call<{ history: unknown[] }>(`${url}/predictions/7/labels`)).body.history;
  await until(async () => expect(await truths()).toMatchObject([{ counts: true }]));
  await broker.close();
  await close();
  return { requestId, place: { broker: 'embedded', topics, folder: String(settings['DATA_DIR']), settings } };
}

function labelOf(imageId: string, label: string | number): Message {
  const headers = {
    ...event('seamline.label.v1', randomUUID(), '/people'),
    'content-type': 'application/json',
  };
  return { headers, value: Buffer.from(JSON.stringify({ imageId, label })) };
}
