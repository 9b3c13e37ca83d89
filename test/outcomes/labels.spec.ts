import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import type { Broker, HeaderValue } from '../../src/transport/broker.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call } from '../support/http.js';
import { onEveryBroker } from '../support/services/on-every-broker.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';
import type { BrokerName } from '../../src/transport/drivers/index.js';

const timeout = 20_000;

interface Labelled {
  readonly state: string;
  readonly predicted: string;
  readonly trueLabel: string;
  readonly right: boolean;
  readonly allowed: string[] | null;
  readonly history: { readonly label: string; readonly source: string; readonly counts: boolean }[];
}

const pathOf = (imageId: string) => `predictions/${encodeURIComponent(imageId)}`;

/** Labels over HTTP and as events, the same on every broker. */
function cases(name: BrokerName, servers: Record<string, string>): void {
  describe(`true labels that come later, on ${name}`, () => {
    const onEnd = onSuiteFinished();
    let url: string;
    let broker: Broker;
    let topic: string;
    let images: string;
    let pushed: { readonly requestId: string };

    const idOf = (index: number) => `${pushed.requestId}/${index}`;
    const truthOf = async (imageId: string) =>
      (await call<Labelled>(`${url}/${pathOf(imageId)}/labels`)).body;
    const label = (imageId: string, body: unknown) =>
      call<Labelled & { field: string; allowed: string; code: string; message: string }>(
        `${url}/${pathOf(imageId)}/label`,
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      );
    const send = (body: object | string, headers: Record<string, HeaderValue> = {}) =>
      broker.publish([
        {
          topic,
          key: 'label',
          value: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
          headers,
        },
      ]);
    const rightOf = async () =>
      (await call<{ known: number; right: number }>(`${url}/requests/${pushed.requestId}`)).body;

    beforeAll(async () => {
      const settings = { ...(await ownSettings(onEnd)), BROKERS: name, ...servers };
      const { topics } = readConfig(settings).transport;
      [topic, images] = [topics.labels, topics.images];
      const running = await startTestApplication(settings, onEnd);
      url = running.url;
      broker = running.app.get<Brokers>(BROKERS).get(name) as Broker;
      const range = 'start_idx=0&end_idx=20&wait=60';
      const { status, body } = await call<{ requestId: string }>(`${url}/push-to-consumer?${range}`, {
        method: 'POST',
      });
      expect(status).toBe(200);
      pushed = body;
    });

    it('are taken over HTTP by text and by index, and count at once', async () => {
      const before = await rightOf();
      const { predicted, right, allowed } = await truthOf(idOf(0));
      expect(right).toBe(true);
      const other = allowed!.findIndex((one) => one !== predicted);
      const wrong = await label(idOf(0), { label: other, source: 'Ann' });
      expect(wrong).toMatchObject({
        status: 200,
        body: { trueLabel: allowed![other], right: false, history: [{ source: 'Ann', counts: true }] },
      });
      expect(await rightOf()).toMatchObject({ known: before.known, right: before.right - 1 });
      const list = `${url}/requests/${pushed.requestId}/predictions?wrong=true`;
      const { body } = await call<{ imageId: string }[]>(list);
      expect(body.map(({ imageId }) => imageId)).toContain(idOf(0));
      expect((await label(idOf(0), { label: predicted })).body).toMatchObject({ right: true });
      expect(await rightOf()).toMatchObject(before);
      expect((await truthOf(idOf(0))).history).toHaveLength(2);
    });

    it('are refused over HTTP with the field, the value and what is allowed', async () => {
      expect(await label(idOf(1), { label: 'Hat' })).toMatchObject({
        status: 400,
        body: { code: 'UNKNOWN_LABEL', field: 'label', allowed: expect.stringContaining('"Ankle boot"') },
      });
      expect(await label(idOf(1), { label: 10 })).toMatchObject({ status: 400, body: { value: 10 } });
      expect(await label(idOf(1), {})).toMatchObject({ status: 400, body: { field: 'label' } });
      expect(await label(idOf(1), { label: 'Bag', by: 'Ann' })).toMatchObject({
        status: 400,
        body: { field: 'by' },
      });
      expect(await label('nobody/1', { label: 'Bag' })).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND', field: 'id', value: 'nobody/1' },
      });
      expect((await call(`${url}/${pathOf('nobody/1')}/labels`)).status).toBe(404);
      expect((await truthOf(idOf(1))).history).toEqual([]);
    });

    it('are taken as events, and the one that was given last counts', async () => {
      const prefix = name === 'pubsub' ? 'ce-' : 'ce_';
      const at = (time: string) =>
        Object.fromEntries(
          Object.entries({ specversion: '1.0', id: time, source: '/desk', type: 'label', time }).map(
            ([key, value]) => [prefix + key, value],
          ),
        );
      await send({ imageId: idOf(2), label: 'Coat' }, at('2026-01-01T12:00:01Z'));
      await send({ imageId: idOf(2), label: 'Dress' }, at('2026-01-01T12:00:00Z'));
      await expect.poll(async () => (await truthOf(idOf(2))).history.length, { timeout }).toBe(2);
      expect(await truthOf(idOf(2))).toMatchObject({
        trueLabel: 'Coat',
        history: [
          { label: 'Coat', source: '/desk', counts: true },
          { label: 'Dress', counts: false },
        ],
      });
    });

    it('may come before their image', async () => {
      await send({ imageId: 'early', label: 4, source: 'Ann' });
      await expect.poll(async () => (await truthOf('early')).state, { timeout }).toBe('unknown');
      const headers = { imagewidth: '28', imageheight: '28' };
      const prefix = name === 'pubsub' ? 'ce-' : 'ce_';
      const event = { specversion: '1.0', id: 'early', source: '/test', type: 'image', ...headers };
      const named = Object.entries(event).map(([key, value]) => [prefix + key, value]);
      await broker.publish([
        { topic: images, key: 'early', value: new Uint8Array(784), headers: Object.fromEntries(named) },
      ]);
      await expect.poll(async () => (await truthOf('early')).trueLabel, { timeout }).toBe('Coat');
      expect(await truthOf('early')).toMatchObject({ state: 'predicted', history: [{ source: 'Ann' }] });
    });

    it('that are none become dead letters with their reason, and are no image in flight', async () => {
      await send('Coat');
      await send({ imageId: idOf(3) });
      await send({ imageId: idOf(3), label: 'Hat' });
      const letters = async () =>
        (
          await call<{ code: string; topic: string; reason: string; imageId: null }[]>(
            `${url}/dead-letters?topic=${topic}`,
          )
        ).body;
      await expect.poll(async () => (await letters()).length, { timeout }).toBe(3);
      const found = (await letters()).map(({ code, imageId, reason }) => ({ code, imageId, reason }));
      expect(found.map(({ code }) => code).toSorted()).toEqual([
        'BAD_MESSAGE',
        'BAD_MESSAGE',
        'UNKNOWN_LABEL',
      ]);
      expect(found.every(({ imageId }) => imageId === null)).toBe(true);
      expect(found.map(({ reason }) => reason).join()).toContain('label is "Hat": must be a label of');
      expect((await call(`${url}/ledger`)).body).toMatchObject({ dead: 0, inFlight: 0 });
    });
  });
}

onEveryBroker(cases);
