import sharp from 'sharp';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/outcomes/database/database.js';
import { encodeImageEvent } from '../../src/events/image.codec.js';
import { PicturesRepository } from '../../src/outcomes/ledger/pictures.repository.js';
import { ThumbnailsRepository } from '../../src/outcomes/ledger/thumbnails.repository.js';
import { ResultsService } from '../../src/outcomes/results/results.service.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call, predictionsOf, push } from '../support/http.js';
import { prediction } from './results/lab.js';
import { StreamClient } from './results/stream-client.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

interface Refusal {
  readonly code: string;
  readonly field: string;
}

describe('The results over HTTP', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  let app: NestFastifyApplication;
  let requestId: string;

  beforeAll(async () => {
    ({ url, app } = await startTestApplication(
      { ...(await ownSettings(onEnd)), BROKERS: 'embedded' },
      onEnd,
    ));
    const pushed = `${url}/push-to-consumer?start_idx=0&end_idx=60&wait=60`;
    const { status, body } = await call<{ requestId: string }>(pushed, { method: 'POST' });
    expect(status).toBe(200);
    requestId = body.requestId;
  });

  const save = (index: number, more: object) =>
    app.get(ResultsService).save({ ...prediction(index), ...more });

  it('name the field of every filter that is wrong', async () => {
    const wrong = {
      confidenceBelow: ['2', '-1', 'x', ''],
      wrong: ['yes', ''],
      unsure: ['1'],
      from: ['yesterday', '2026-13-01', '1700000000'],
      to: ['2026-01-01T00:00:00'],
      label: [''],
      request: ['x'.repeat(513)],
      limit: ['0', '1001', 'all'],
      before: ['-1'],
      modle: ['fashion-mnist'],
    };
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        const query = `${field}=${encodeURIComponent(value)}`;
        const { status, body } = await call<Refusal>(`${url}/predictions?${query}`);
        expect([query, status, body.code, body.field]).toEqual([query, 400, 'BAD_REQUEST', field]);
      }
    }
    for (const path of [
      'predictions.csv?wrong=maybe',
      'predictions.ndjson?wrong=maybe',
      'predictions/stream?wrong=maybe',
    ]) {
      const { status, body } = await call<Refusal>(`${url}/${path}`);
      expect([path, status, body.field]).toEqual([path, 400, 'wrong']);
    }
    const again = await call<Refusal>(`${url}/predictions?label=Bag&label=Coat`);
    expect([again.status, again.body.field]).toEqual([400, 'label']);
  });

  it('export as CSV and as NDJSON what the list answers', async () => {
    const filter = `request=${requestId}&confidenceBelow=1`;
    const { body: listed } = await call<{ imageId: string }[]>(`${url}/predictions?${filter}&limit=1000`);
    expect(listed.length).toBeGreaterThan(10);
    const ndjson = await fetch(`${url}/predictions.ndjson?${filter}`);
    expect(ndjson.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await ndjson.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(listed);
    const csv = await fetch(`${url}/predictions.csv?${filter}`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.headers.get('content-disposition')).toContain('predictions.csv');
    const [head, ...rows] = (await csv.text()).trimEnd().split('\r\n');
    expect(head).toMatch(/^seq,decidedAt,imageId,requestId,imageIndex,label,/);
    expect(head).toMatch(/,topic,partition,offset,messageId,imageSource,imageEventId,imageKey,labels$/);
    expect(rows[0]).toMatch(/,images-\w+,\d+,\d+,,\/seamline\/publisher,[\w-]+\/\d+,,$/);
    expect(rows.map((row) => row.split(',')[2])).toEqual(listed.map(({ imageId }) => imageId));
  });

  it('take the teeth out of what a spreadsheet would run, and leave numbers alone', async () => {
    const labels = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', 'a,"b"\r\nc', '<b>'];
    for (const [at, label] of labels.entries()) {
      await save(at, {
        imageId: `cell-${at}`,
        requestId: 'cells',
        label,
        timings: { ...prediction(0).timings, brokerMs: -3 },
      });
    }
    const text = await (await fetch(`${url}/predictions.csv?request=cells`)).text();
    for (const cell of [",'=1+1,", ",'+1,", ",'-1,", ",'@SUM(A1),", ",'\tx,", ',"a,""b""\r\nc",', ',<b>,']) {
      expect(text).toContain(cell);
    }
    expect(text.match(/,-3,/g)).toHaveLength(labels.length);
  });

  it('list the requests', async () => {
    const { body } = await call<{ requestId: string }[]>(`${url}/requests?limit=1`);
    expect(body).toMatchObject([
      { requestId, requested: 60, confirmed: 60, startIdx: 0, endIdx: 60, uploaded: false },
    ]);
    expect((await call<unknown[]>(`${url}/requests?before=${requestId}`)).body).toEqual([]);
    expect(await call(`${url}/requests?before=nobody`)).toMatchObject({
      status: 400,
      body: { field: 'before' },
    });
  });

  it('tell the numbers of all, and of one request', async () => {
    const { body } = await call<Record<string, unknown>>(`${url}/statistics`);
    expect(body).toMatchObject({ recent: { batchSizes: expect.any(Array) } });
    expect(body['perSecond']).toHaveLength(60);
    expect(body['lag']).toEqual([
      expect.objectContaining({ broker: 'embedded', lag: 0 }),
      expect.objectContaining({ broker: 'embedded', lag: 0 }),
    ]);
    const one = await call<{ known: number; confusion: { matrix: number[][] } }>(
      `${url}/statistics?request=${requestId}`,
    );
    expect(one.body.known).toBe(60);
    expect(one.body.confusion.matrix.flat().reduce((sum, cell) => sum + cell)).toBe(60);
  });

  it('stream what is pushed, and refuse a last id that is no number', async () => {
    const reader = await StreamClient.open(`${url}/predictions/stream`);
    await expect.poll(() => reader.of('ledger')).toHaveLength(1);
    const pushed = await push(url, 'push-to-consumer', 100, 140);
    await predictionsOf(url, pushed);
    await expect.poll(() => reader.predictions.length).toBe(40);
    expect(new Set(reader.predictions.map((one) => one.requestId))).toEqual(new Set([pushed.requestId]));
    const other = await StreamClient.open(`${url}/predictions/stream?after=0&request=${requestId}`);
    await expect.poll(() => other.predictions.length).toBe(60);
    const refused = await fetch(`${url}/predictions/stream`, { headers: { 'last-event-id': 'x' } });
    expect([refused.status, ((await refused.json()) as Refusal).field]).toEqual([400, 'Last-Event-ID']);
  });

  it('show the picture of an image of the data set, and of an upload', async () => {
    const shown = await fetch(`${url}/images/${encodeURIComponent(`${requestId}/7`)}`);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect(shown.headers.get('cache-control')).toContain('immutable');
    const same = await fetch(`${url}/dataset/images/7`);
    expect(await shown.arrayBuffer()).toEqual(await same.arrayBuffer());
    const bytes = await sharp({ create: { width: 3_000, height: 40, channels: 3, background: '#f00' } })
      .jpeg()
      .toBuffer();
    const imageId = 'ü/'.repeat(200);
    await app.get(PicturesRepository).keep([{ imageId, contentType: 'image/jpeg', bytes }]);
    const upload = await fetch(`${url}/images/${encodeURIComponent(imageId)}`);
    const { format, width } = await sharp(Buffer.from(await upload.arrayBuffer())).metadata();
    expect([upload.status, format, width]).toEqual([200, 'png', 1_024]);
  });

  it('answer 404 for pictures that nobody kept, which no cache keeps', async () => {
    for (const imageId of ['nobody', `${requestId}/60`, `${requestId}/-1`, 'nobody/3', '../../etc/passwd']) {
      const answer = await fetch(`${url}/images/${encodeURIComponent(imageId)}`);
      expect([imageId, answer.status, answer.headers.get('cache-control')]).toEqual([imageId, 404, null]);
    }
  });
});

it('ends the streams when it stops', async () => {
  const { url, close } = await startTestApplication({
    ...(await ownSettings()),
    BROKERS: 'embedded',
    ROLES: 'api',
  });
  const reader = await StreamClient.open(`${url}/predictions/stream`);
  await expect.poll(() => reader.comments).toBe(1);
  await close();
  await reader.ended;
  expect(reader.events.at(-1)).toMatchObject({ event: 'end' });
});

it('keeps a small picture of what others publish, and none of what is kept elsewhere', async () => {
  const own = await ownSettings();
  const { url, app } = await startTestApplication({ ...own, BROKERS: 'embedded' });
  const [images, predictions] = [own['TOPIC_IMAGES']!, own['TOPIC_PREDICTIONS']!];
  const broker = app.get<Brokers>(BROKERS).get('embedded')!;
  const texts: string[] = [];
  await broker.subscribe({ topic: predictions, group: 'reader', maxInFlight: 9 }, async ({ value }) => {
    texts.push(Buffer.from(value ?? []).toString());
  });
  const pushed = await push(url, 'push-to-consumer', 0, 5);
  await predictionsOf(url, pushed);
  const body = { kind: 'pixels', width: 28, height: 28, channels: 1, bytes: Buffer.alloc(784, 200) } as const;
  const photo = await sharp({ create: { width: 600, height: 300, channels: 3, background: '#a52' } })
    .jpeg()
    .toBuffer();
  await broker.publish([
    encodeImageEvent({ id: 'pixels', requestId: 'pixels', body }, 'embedded', images),
    { topic: images, key: 'photo', value: photo, headers: {} },
  ]);
  const shown = (id: string) => fetch(`${url}/images/${id}`);
  const drawn = async (response: Response) =>
    sharp(Buffer.from(await response.arrayBuffer()))
      .raw()
      .toBuffer({ resolveWithObject: true });
  await expect.poll(async () => (await shown('pixels')).status).toBe(200);
  const pixels = await drawn(await shown('pixels'));
  expect([pixels.info.width, pixels.info.height, pixels.data[0]]).toEqual([28, 28, 200]);
  await expect.poll(() => texts.length).toBe(7);
  expect(texts.filter((text) => /picture|base64/.test(text))).toEqual([]);
  const [other] = texts.map((text) => JSON.parse(text)).filter(({ imageKey }) => imageKey === 'photo');
  const id = encodeURIComponent(other.imageId);
  await expect.poll(async () => (await shown(id)).status).toBe(200);
  const small = await shown(id);
  expect(small.headers.get('content-type')).toBe('image/png');
  expect((await drawn(small)).info).toMatchObject({ width: 96, height: 48 });
  const { model, modelVersion } = other;
  const input = await shown(`${id}/input?model=${model}&modelVersion=${modelVersion}`);
  expect([input.status, await input.text()]).toEqual([404, expect.stringMatching(/only a small picture/)]);
  expect(await app.get(ThumbnailsRepository).find(`${pushed.requestId}/0`)).toBeUndefined();
});

it('keeps no picture with THUMBNAILS=off, and the answer names the setting', async () => {
  const own = await ownSettings();
  const { url, app } = await startTestApplication({ ...own, BROKERS: 'embedded', THUMBNAILS: 'off' });
  const body = { kind: 'pixels', width: 28, height: 28, channels: 1, bytes: Buffer.alloc(784, 200) } as const;
  const image = encodeImageEvent({ id: 'p', requestId: 'p', body }, 'embedded', own['TOPIC_IMAGES']!);
  await app.get<Brokers>(BROKERS).get('embedded')!.publish([image]);
  await expect.poll(async () => (await fetch(`${url}/requests/p`)).status).toBe(200);
  const answer = await fetch(`${url}/images/p`);
  expect([answer.status, await answer.text()]).toEqual([404, expect.stringMatching(/THUMBNAILS=on/)]);
});

it('deletes what is older than RETENTION_DAYS by itself', async () => {
  const settings = { ...(await ownSettings()), BROKERS: 'embedded', RETENTION_DAYS: '1' };
  const first = await startTestApplication(settings);
  await first.app.get(ResultsService).save(prediction(0));
  await first.app.get(ResultsService).save(prediction(1));
  await first.app
    .get(Database)
    .write((transaction) =>
      transaction
        .updateTable('outcomes')
        .set({ decided_at: '2020-01-01T00:00:00.000Z' })
        .where('image_index', '=', 0)
        .execute(),
    );
  await first.close();
  const second = await startTestApplication(settings);
  await expect
    .poll(async () =>
      (await call<{ imageIndex: number }[]>(`${second.url}/predictions`)).body.map(
        ({ imageIndex }) => imageIndex,
      ),
    )
    .toEqual([1]);
  expect((await call(`${second.url}/ledger`)).body).toMatchObject({ accepted: 1, predicted: 1 });
});
