import { request } from 'node:http';
import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelPath, oneImage, pixelRequest, post, randomImages } from '../support/inference/requests.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const most = 1_000_000;

describe('a packed body of an inference request', () => {
  const onEnd = onSuiteFinished();
  let url: string;

  beforeAll(async () => {
    const settings = { ...(await ownSettings(onEnd)), ROLES: 'inference', MAX_BODY_BYTES: String(most) };
    ({ url } = await startTestApplication(settings, onEnd));
  });

  const infer = (body: Uint8Array, encoding: string) =>
    post(`${url}${modelPath}/infer`, body, { 'content-encoding': encoding });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['identity', (text: string) => Buffer.from(text)],
    ['GZIP', gzipSync],
  ] as const)('is read: %s', async (encoding, pack) => {
    const json = JSON.stringify(oneImage);
    const { status, body } = await infer(pack(json), encoding);
    expect([status, body.outputs]).toEqual([200, (await infer(Buffer.from(json), 'identity')).body.outputs]);
  });

  it.each([
    [
      'with another encoding',
      Buffer.from('x'),
      'br',
      400,
      /Content-Encoding is "br"; allowed: gzip, deflate/,
    ],
    ['that is not packed so', Buffer.from('{"inputs": []}'), 'gzip', 400, /not packed with gzip/],
    ['that is cut off', gzipSync('x'.repeat(9_000)).subarray(0, 20), 'gzip', 400, /not packed with gzip/],
    [
      'that unpacks to too much',
      gzipSync(Buffer.alloc(50 * most)),
      'gzip',
      413,
      /MAX_BODY_BYTES=1000000|1000000 bytes/,
    ],
    ['twice packed', gzipSync(gzipSync('{}')), 'gzip, gzip', 400, /allowed: gzip, deflate/],
  ] as const)('%s is refused in words', async (...[, packed, encoding, status, reason]) => {
    const answer = await infer(packed, encoding);
    expect([answer.status, answer.body]).toEqual([status, { error: expect.stringMatching(reason) }]);
  });

  it.each([
    ['gzip, deflate, br', 'gzip'],
    ['deflate;q=0.5', 'deflate'],
    ['gzip;q=0, identity', undefined],
    ['identity', undefined],
  ])('is answered as Accept-Encoding wishes: %s', async (accepted, expected) => {
    const body = JSON.stringify(pixelRequest(randomImages(20)));
    const seen = await new Promise<{ encoding: string | undefined; bytes: Buffer }>((resolve, reject) => {
      const asked = request(
        `${url}${modelPath}/infer`,
        { method: 'POST', headers: { 'accept-encoding': accepted } },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () =>
            resolve({ encoding: answer.headers['content-encoding'], bytes: Buffer.concat(parts) }),
          );
        },
      );
      asked.on('error', reject).end(body);
    });
    expect(seen.encoding).toBe(expected);
    if (expected === 'gzip') expect(JSON.parse(gunzipSync(seen.bytes).toString())).toHaveProperty('outputs');
    if (expected === undefined) expect(JSON.parse(seen.bytes.toString())).toHaveProperty('outputs');
  });
});
