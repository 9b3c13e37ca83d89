import { status } from '@grpc/grpc-js';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { picturesWaiting } from '../../src/events/picture-decoder.js';
import { png } from '../support/png.js';
import { call } from '../support/http.js';
import { type CallGrpc, openGrpc } from '../support/inference/grpc-client.js';
import { modelPath, outputOf, post } from '../support/inference/requests.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

/** A file of 6 kB that takes half a second to decode. */
const huge = await sharp({ create: { width: 7_000, height: 7_000, channels: 3, background: '#fff' } })
  .png({ palette: true, colours: 2 })
  .toBuffer();

const pictures = (bytes: Uint8Array, count: number) => ({
  name: 'image',
  datatype: 'BYTES',
  shape: [count],
  data: Array.from({ length: count }, () => Buffer.from(bytes).toString('base64')),
});
const request = (bytes: Uint8Array, count: number, parameters = {}) => ({
  parameters,
  inputs: [pictures(bytes, count)],
});
/** The same over gRPC. */
const message = (bytes: Uint8Array, count: number) => ({
  model_name: 'fashion-mnist',
  inputs: [
    {
      name: 'image',
      datatype: 'BYTES',
      shape: [count],
      contents: { bytes_contents: Array.from({ length: count }, () => bytes) },
    },
  ],
});
const largest = request(huge, 4);
const tooLarge = /have 3136000000 pixels or more; at most MAX_REQUEST_PIXELS=200000000 are taken/;

describe('pictures that are cheap to send and dear to decode', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  let infer: string;
  let grpc: CallGrpc;

  beforeAll(async () => {
    const settings = { ...(await ownSettings(onEnd)), BROKERS: 'embedded', GRPC_PORT: '0' };
    const running = await startTestApplication(settings, onEnd);
    ({ url } = running);
    infer = `${url}${modelPath}/infer`;
    grpc = openGrpc(running.grpc, onEnd);
  });

  /** Ten of the largest requests that are allowed, and how many of them have ended. */
  function tenLargest() {
    const leaving = new AbortController();
    onTestFinished(() => leaving.abort());
    const ended: unknown[] = [];
    const body = JSON.stringify(largest);
    for (let at = 0; at < 10; at += 1) {
      const sent = fetch(infer, { method: 'POST', body, signal: leaving.signal });
      void sent.then(
        () => ended.push('answered'),
        () => ended.push('left'),
      );
    }
    return { ended, leave: () => leaving.abort() };
  }

  it('are refused by the sum of what they declare, over REST, over gRPC and as a job', async () => {
    const body = JSON.stringify(request(huge, 200));
    expect(body.length).toBeLessThan(2_000_000);
    for (const target of [infer, `${infer}?async=true`]) {
      const refused = await post<{ error: string }>(target, body);
      expect([refused.status, refused.body.error]).toEqual([413, expect.stringMatching(tooLarge)]);
    }
    expect(await grpc('ModelInfer', message(huge, 200))).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      details: expect.stringMatching(tooLarge),
    });
    expect(picturesWaiting()).toBe(0);
  });

  it('are refused as an upload, and nothing of it is published', async () => {
    const form = new FormData();
    for (let at = 0; at < 64; at += 1) form.append('file', new Blob([new Uint8Array(huge)]), `${at}.png`);
    const before = await call(`${url}/requests`);
    const refused = await call<object>(`${url}/images`, { method: 'POST', body: form });
    expect(refused).toMatchObject({
      status: 413,
      body: { code: 'MESSAGE_TOO_LARGE', pixels: 3_136_000_000, limitPixels: 200_000_000 },
    });
    expect(await call(`${url}/requests`)).toEqual(before);
  });

  it('leave a place to the pictures of others, and are dropped when their client leaves', async () => {
    const { ended, leave } = tenLargest();
    await expect.poll(picturesWaiting).toBeGreaterThan(30);
    for (const picture of [png, await sharp(png).resize(1_400, 1_400).jpeg().toBuffer()]) {
      const answer = await post(infer, request(picture, 1));
      expect([answer.status, outputOf(answer.body, 'label')]).toEqual([200, [expect.any(String)]]);
    }
    expect(await call(`${url}/ledger`)).toMatchObject({ status: 200 });
    expect(ended).toEqual([]);
    leave();
    await expect.poll(picturesWaiting).toBe(0);
    expect(ended).toEqual(Array<string>(10).fill('left'));
  });

  it('are dropped when the time of their request is over, or its gRPC call is cancelled', async () => {
    const { leave } = tenLargest();
    await expect.poll(picturesWaiting).toBeGreaterThan(30);
    const late = await post<{ error: string }>(infer, request(huge, 4, { timeout: 20_000 }));
    expect([late.status, late.body.error]).toEqual([504, expect.stringContaining('within 20 ms')]);
    // Those of the ten at most: its own four are gone.
    expect(picturesWaiting()).toBeLessThanOrEqual(40);
    leave();
    await expect.poll(picturesWaiting).toBe(0);

    const cancelling = new AbortController();
    const calls = [1, 2, 3].map(() => grpc('ModelInfer', message(huge, 4), cancelling.signal));
    await expect.poll(picturesWaiting).toBeGreaterThan(6);
    cancelling.abort();
    await expect.poll(picturesWaiting).toBe(0);
    expect(await Promise.all(calls)).toEqual(
      Array(3).fill(expect.objectContaining({ code: status.CANCELLED })),
    );
  });
});
