import sharp from 'sharp';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { readDecoder } from '../../src/training/dataset/decoder.js';
import { SampledDataset } from '../../src/training/dataset/sampled.dataset.js';
import { call } from '../support/http.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

interface Answer {
  readonly code?: string;
  readonly message?: string;
  readonly accepted: number;
  readonly complete: boolean;
  readonly files: readonly string[];
  readonly images: readonly {
    readonly file: string;
    readonly state: string;
    readonly label: string;
    readonly top: readonly { readonly label: string }[];
    readonly code: string | null;
  }[];
}

const dataset = new SampledDataset(
  await readDecoder(new URL('../../models/fashion-mnist-sampler/1', import.meta.url).pathname),
);

/** A picture of a thing on white, as somebody would take it. */
function photograph(index: number) {
  const { width, height } = dataset;
  const negative = dataset.image(index).pixels.map((value) => 255 - value);
  return sharp(negative, { raw: { width, height, channels: 1 } })
    .resize(300, 300, { kernel: 'cubic' })
    .toColourspace('srgb');
}

const post = (url: string, body: BodyInit, contentType?: string) =>
  call<Answer>(url, {
    method: 'POST',
    body,
    ...(contentType && { headers: { 'content-type': contentType } }),
  });

function form(files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): FormData {
  const data = new FormData();
  for (const [name, bytes] of Object.entries(files)) data.append('file', new Blob([bytes]), name);
  return data;
}

describe('Pictures that are sent here', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  beforeAll(async () => {
    const settings = {
      ...(await ownSettings(onEnd)),
      MAX_IMAGE_BYTES: '200000',
      MAX_IMAGE_PIXELS: '1000000',
    };
    ({ url } = await startTestApplication(settings, onEnd));
  });

  it.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)(
    'are classified as the body itself: %s',
    async (format) => {
      const bytes = await photograph(8).toFormat(format).toBuffer();
      const { status, body } = await post(`${url}/images?wait=20`, new Uint8Array(bytes), `image/${format}`);
      expect({ status, complete: body.complete }).toEqual({ status: 200, complete: true });
      expect(body.images).toMatchObject([{ file: 'picture', state: 'predicted' }]);
      expect(body.images[0]?.top).toHaveLength(3);
    },
  );

  it('are recognised as well as the images they were made of', async () => {
    const count = 40;
    const names = Array.from({ length: count }, (_, index) => `${index}.png`);
    const bytes = await Promise.all(names.map((_, index) => photograph(index).png().toBuffer()));
    const files = Object.fromEntries(names.map((name, at) => [name, new Uint8Array(bytes[at]!)]));
    const { status, body } = await post(`${url}/embedded/images?wait=20`, form(files));
    expect(status).toBe(200);
    expect(body.images.map(({ file }) => file)).toEqual(names);
    const right = body.images.filter(
      ({ label }, index) =>
        label === dataset.labels[Number(dataset.image(index).label)] || label === dataset.image(index).label,
    );
    expect(right.length / count).toBeGreaterThan(0.8);
  });

  it('are accepted with links, and counted in the ledger', async () => {
    const { body: before } = await call<{ accepted: number }>(`${url}/ledger`);
    const bytes = new Uint8Array(await photograph(1).png().toBuffer());
    const { status, body } = await post(`${url}/images`, form({ '../../boot.png': bytes, 'b.png': bytes }));
    expect({ status, files: body.files }).toEqual({ status: 202, files: ['boot.png', 'b.png'] });
    await expect
      .poll(async () => (await call(`${url}/ledger`)).body, { timeout: 20_000 })
      .toMatchObject({ accepted: before.accepted + 2, inFlight: 0 });
  });

  it('that turn out to be broken are dead letters, and said to be', async () => {
    const whole = await photograph(1).png().toBuffer();
    const { body } = await post(`${url}/images?wait=20`, new Uint8Array(whole.subarray(0, 900)), 'image/png');
    expect(body.images).toMatchObject([{ state: 'dead', code: 'BAD_MESSAGE' }]);
  });

  const text = new TextEncoder().encode('hello');
  const refusals: readonly [string, () => Promise<[BodyInit, string?]>, number, RegExp][] = [
    ['no picture', async () => [text, 'image/png'], 415, /"picture": is no picture; allowed: image\/png/],
    ['a file that is none', async () => [form({ 'a.txt': text })], 415, /"a.txt": is no picture/],
    [
      'a HEIC',
      async () => [new Uint8Array(Buffer.from('\0\0\0\x14ftypheic\0\0\0\0heic', 'latin1')), 'image/heic'],
      415,
      /"picture": is HEIC, which needs a decoder .*; convert it to JPEG or AVIF/,
    ],
    ['an empty form', async () => [form({})], 400, /file is missing: must be 1 to 100 pictures/],
    ['nothing at all', async () => ['', 'image/png'], 400, /file is missing/],
    [
      'too many bytes',
      async () => [new Uint8Array(200_001), 'image/png'],
      413,
      /200001 bytes; at most 200000/,
    ],
    [
      'too many bytes in a form',
      async () => [form({ 'a.png': new Uint8Array(200_001) })],
      413,
      /"a.png": is larger than MAX_IMAGE_BYTES=200000/,
    ],
    [
      'too many pixels',
      async () => {
        const create = { width: 1001, height: 1000, channels: 3, background: '#fff' } as const;
        return [new Uint8Array(await sharp({ create }).png().toBuffer()), 'image/png'];
      },
      413,
      /1001 × 1000 pixels; at most 1000000/,
    ],
    [
      'too many files',
      async () => {
        const names = Array.from({ length: 101 }, (_, index) => [`${index}.png`, text]);
        return [form(Object.fromEntries(names))];
      },
      400,
      /1 to 100 pictures/,
    ],
  ];
  it.each(refusals)('are refused without publishing any: %s', async (_, make, status, message) => {
    const { body: before } = await call(`${url}/ledger`);
    const [body, type] = await make();
    const answer = await post(`${url}/images`, body, type);
    expect(answer.body.message).toMatch(message);
    expect(answer.status).toBe(status);
    expect((await call(`${url}/ledger`)).body).toEqual(before);
  });

  it('are taken only where they are published', async () => {
    const bytes = new Uint8Array(await photograph(1).png().toBuffer());
    expect((await post(`${url}/push-to-consumer`, bytes, 'image/png')).status).toBe(415);
    expect(
      (await post(`${url}/push-to-consumer?start_idx=0&end_idx=1`, form({ 'a.png': bytes }))).status,
    ).toBe(415);
    expect((await post(`${url}/dead-letters/replay`, bytes, 'application/octet-stream')).status).toBe(415);
  });

  it('may bring their settings as fields of the form; unknown ones are refused', async () => {
    const bytes = new Uint8Array(await photograph(1).png().toBuffer());
    const withField = (name: string, value: string) => {
      const data = form({ 'a.png': bytes });
      data.append(name, value);
      return post(`${url}/images?wait=20`, data);
    };
    expect((await withField('model', 'absent')).body.images).toMatchObject([{ code: 'UNKNOWN_MODEL' }]);
    expect(await withField('colour', 'red')).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('colour') },
    });
  });

  it('are refused as a form that is larger than a body may be', async () => {
    const { url: strict } = await startTestApplication({
      ...(await ownSettings()),
      MAX_BODY_BYTES: '300000',
    });
    const files = form({ 'a.png': new Uint8Array(200_000), 'b.png': new Uint8Array(200_000) });
    expect((await post(`${strict}/images`, files)).status).toBe(413);
    const { body, headers } = new Request(strict, { method: 'POST', body: files });
    const chunked = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
    expect((await call(`${strict}/images`, chunked)).status).toBe(413);
  });

  it('may name the model; one that is not there makes them dead letters', async () => {
    const bytes = new Uint8Array(await photograph(1).png().toBuffer());
    const asked = (model: string) => post(`${url}/images?wait=20&${model}`, bytes, 'image/png');
    expect((await asked('model=fashion-mnist')).body.images).toMatchObject([{ state: 'predicted' }]);
    expect((await asked('model=absent')).body.images).toMatchObject([
      { state: 'dead', code: 'UNKNOWN_MODEL' },
    ]);
    expect(await asked('model=a/b')).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('model') },
    });
  });
});

withServer('Kafka', inject('kafka'), ({ brokers }) => {
  it('a picture of 300 kB goes over Kafka', async () => {
    const settings = { ...(await ownSettings()), BROKERS: 'kafka', KAFKA_BROKERS: brokers.join(',') };
    const { url } = await startTestApplication(settings);
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const create = { width: 320, height: 320, channels: 3, background: '#fff', noise } as const;
    const bytes = await sharp({ create }).png({ compressionLevel: 0 }).toBuffer();
    expect(bytes.length).toBeGreaterThan(300_000);
    const { status, body } = await post(`${url}/kafka/images?wait=30`, new Uint8Array(bytes), 'image/png');
    expect({ status, images: body.images }).toMatchObject({ status: 200, images: [{ state: 'predicted' }] });
  });
});
