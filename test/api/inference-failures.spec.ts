import { status } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ModelRegistry } from '../../src/serving/classifier/model-registry.js';
import { OPEN_MODEL } from '../../src/serving/classifier/served-models.module.js';
import type { Model } from '../../src/serving/models/model.js';
import { call } from '../support/http.js';
import { openGrpc } from '../support/inference/grpc-client.js';
import { modelThat } from '../support/inference/model-that.js';
import { imageBytes, outputOf, pixelRequest, post, randomImages } from '../support/inference/requests.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const path = '/v2/models/fashion-mnist/infer';
const poison = Buffer.alloc(imageBytes, 13);

async function serve(model: Model, more: Record<string, string> = {}) {
  const settings = {
    ...(await ownSettings()),
    MODELS: 'fashion-mnist@1',
    ROLES: 'inference',
    GRPC_PORT: '0',
    ...more,
  };
  const { url, grpc, app } = await startTestApplication(settings, undefined, (module) =>
    module.overrideProvider(OPEN_MODEL).useValue(async () => model),
  );
  const callGrpc = openGrpc(grpc, onTestFinished);
  return {
    url,
    app,
    callGrpc,
    rest: (pixels: Uint8Array, parameters = {}) =>
      post(`${url}${path}`, pixelRequest(pixels, { parameters })),
    grpc: (pixels: Uint8Array, timeout = 0) =>
      callGrpc('ModelInfer', {
        model_name: 'fashion-mnist',
        inputs: [{ name: 'image', datatype: 'UINT8', shape: [pixels.length / imageBytes, 28, 28, 1] }],
        parameters: { timeout: { int64_param: timeout } },
        raw_input_contents: [pixels],
      }),
  };
}

it('the result of an asynchronous request is 202 while nobody has classified its rows', async () => {
  const { url } = await serve(
    modelThat(async () => {}),
    { ROLES: 'api,inference' },
  );
  const { body: job } = await post<{ links: { result: string } }>(
    `${url}${path}?async=true`,
    pixelRequest(randomImages(2)),
  );
  const working = { state: 'working', requested: 2, predicted: 0, dead: 0 };
  expect(await call(`${url}${job.links.result}`)).toMatchObject({ status: 202, body: working });
});

it('an asynchronous request is answered 503 while the broker is away', async () => {
  const away = { ROLES: 'api,inference', BROKERS: 'kafka', KAFKA_BROKERS: '127.0.0.1:9' };
  const { url } = await serve(
    modelThat(async () => {}),
    away,
  );
  const { status: code, body } = await post(`${url}${path}?async=true`, pixelRequest(randomImages(1)));
  expect([code, body]).toEqual([503, { error: expect.stringContaining('127.0.0.1:9') }]);
});

describe('a process with the role inference alone', () => {
  it('answers a poison row with an error of its request only, beside good ones', async () => {
    const model = modelThat(async (images) => {
      if (images.some((image) => poison.equals(image))) throw new Error('poison');
    });
    const { rest, grpc } = await serve(model);
    const good = Array.from({ length: 20 }, (_, at) => Buffer.alloc(imageBytes, at % 10));
    const bad = Buffer.concat([randomImages(2), poison]);
    const [poisoned, poisonedGrpc, ...answers] = await Promise.all([
      rest(bad),
      grpc(bad),
      ...good.map((pixels) => rest(pixels)),
    ]);
    expect([poisoned.status, poisoned.body]).toEqual([
      400,
      { error: expect.stringMatching(/row 2.*poison/) },
    ]);
    expect(poisonedGrpc).toMatchObject({ code: status.INVALID_ARGUMENT });
    expect(answers.map(({ body }) => outputOf(body, 'class_index')[0])).toEqual(good.map((_, at) => at % 10));
  });

  it('answers 503 and UNAVAILABLE when its model fails on everything', async () => {
    const model = modelThat(() => Promise.reject(new Error('out of order')));
    const { rest, grpc } = await serve(model);
    const { status: code, body, headers } = await rest(randomImages(1));
    expect([code, body]).toEqual([503, { error: expect.stringContaining('out of order') }]);
    expect(headers.get('retry-after')).not.toBeNull();
    expect(await grpc(randomImages(1))).toMatchObject({ code: status.UNAVAILABLE });
  });

  it('answers 504 and DEADLINE_EXCEEDED when no batch has room within the timeout of the request', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    let running = 0;
    const model = modelThat(() => {
      running += 1;
      return gate;
    });
    const { rest, grpc } = await serve(model);
    const first = rest(randomImages(1));
    await expect.poll(() => running).toBe(1);
    const { status: code, body } = await rest(randomImages(1), { timeout: 1000 });
    expect([code, body]).toEqual([504, { error: expect.stringContaining('1 ms') }]);
    expect(await grpc(randomImages(1), 1000)).toMatchObject({ code: status.DEADLINE_EXCEEDED });
    open();
    expect(await first).toMatchObject({ status: 200 });
  });

  it('answers what is more urgent first', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const seen: number[] = [];
    const model = modelThat((images) => {
      seen.push(...images.map(([first]) => Number(first)));
      return gate;
    });
    const { rest, app } = await serve(model, { BATCH_SIZE: '1' });
    const image = (first: number) => Buffer.alloc(imageBytes, first);
    const sent = [rest(image(0))];
    await expect.poll(() => seen).toEqual([0]);
    sent.push(rest(image(3), { priority: 200 }), rest(image(2)), rest(image(1), { priority: 1 }));
    await expect.poll(() => app.get(ModelRegistry).ready()[0]?.queued).toBe(3);
    open();
    await Promise.all(sent);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('refuses a gRPC message over MAX_BODY_BYTES, survives names of emoji, and asks for the role api for asynchronous requests', async () => {
    const { grpc, callGrpc, url } = await serve(
      modelThat(async () => {}),
      { MAX_BODY_BYTES: '10000' },
    );
    expect(await grpc(randomImages(20))).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    const endless = await callGrpc('ModelMetadata', { name: 'a'.repeat(9_000) });
    expect(endless).toMatchObject({ code: status.NOT_FOUND });
    // The reason is cut in the middle of a character, at one of two lengths.
    for (const begin of ['', 'a']) {
      const emoji = await callGrpc('ModelMetadata', { name: begin + '😀'.repeat(1_000) });
      expect(emoji).toMatchObject({ code: status.NOT_FOUND });
    }
    const answer = await post(`${url}${path}?async=true`, pixelRequest(randomImages(1)));
    expect([answer.status, answer.body]).toEqual([400, { error: expect.stringContaining('role') }]);
  });
});
