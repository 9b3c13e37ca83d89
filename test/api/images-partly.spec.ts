import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/http.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

interface Answer {
  readonly message?: string;
  readonly accepted: number;
  readonly complete?: boolean;
  readonly files: readonly string[];
  readonly refused: readonly { readonly file: string; readonly code: string; readonly reason: string }[];
  readonly images: readonly { readonly file: string; readonly state: string }[];
}

const picture = (side: number) =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#a52' } })
    .png()
    .toBuffer();
const good = await picture(30);
const files = {
  'notes.txt': Buffer.from('notes'),
  'good.png': good,
  'many-bytes.png': Buffer.concat([good, Buffer.alloc(300_000)]),
  'cut.png': good.subarray(0, 20),
  'many-pixels.png': await picture(1_001),
  'also-good.png': good,
} as const;
const refused = [
  { file: 'notes.txt', code: 'UNSUPPORTED_CONTENT_TYPE', reason: expect.stringMatching(/^is no picture/) },
  { file: 'many-bytes.png', code: 'MESSAGE_TOO_LARGE', reason: 'is larger than MAX_IMAGE_BYTES=200000' },
  { file: 'cut.png', code: 'BAD_MESSAGE', reason: expect.any(String) },
  {
    file: 'many-pixels.png',
    code: 'MESSAGE_TOO_LARGE',
    reason: 'the image has 1001 × 1001 pixels; at most 1000000 are taken',
  },
];

type Name = keyof typeof files;

function form(names: readonly Name[]): FormData {
  const data = new FormData();
  for (const name of names) data.append('file', new Blob([new Uint8Array(files[name])]), name);
  return data;
}

describe('A bad file of a form', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  beforeAll(async () => {
    const settings = { MAX_IMAGE_BYTES: '200000', MAX_IMAGE_PIXELS: '1000000' };
    ({ url } = await startTestApplication({ ...(await ownSettings(onEnd)), ...settings }, onEnd));
  });
  const post = (names: readonly Name[], query = '') =>
    call<Answer>(`${url}/images${query}`, { method: 'POST', body: form(names) });

  it('is told with its reason, and the good ones are published', async () => {
    const { status, body } = await post(Object.keys(files) as Name[]);
    expect(status).toBe(207);
    expect(body).toMatchObject({ accepted: 2, files: ['good.png', 'also-good.png'], refused });
  });

  it('does not change what is told of the others', async () => {
    const { status, body } = await post(['notes.txt', 'good.png', 'also-good.png'], '?wait=20');
    expect({ status, complete: body.complete }).toEqual({ status: 207, complete: true });
    expect(body.refused).toEqual(refused.slice(0, 1));
    expect(body.images).toMatchObject([
      { file: 'good.png', state: 'predicted' },
      { file: 'also-good.png', state: 'predicted' },
    ]);
    expect(await post(['good.png'], '?wait=20')).toMatchObject({ status: 200, body: { refused: [] } });
  });

  it('refuses the request when there is no good one, which names them all', async () => {
    const { body: before } = await call(`${url}/ledger`);
    const { status, body } = await post(['notes.txt', 'many-bytes.png', 'cut.png']);
    expect(status).toBe(415);
    expect(body.message).toMatch(/^"notes.txt": is no picture/);
    expect(body.refused).toEqual(refused.slice(0, 3));
    expect((await call(`${url}/ledger`)).body).toEqual(before);
  });

  it('is the end of a form whose length is not announced when it is too large', async () => {
    const { body, headers } = new Request(url, {
      method: 'POST',
      body: form(['good.png', 'many-bytes.png']),
    });
    const chunked = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
    const answer = await call<Answer>(`${url}/images`, chunked);
    expect(answer).toMatchObject({
      status: 413,
      body: { message: expect.stringContaining('many-bytes.png') },
    });
  });
});
