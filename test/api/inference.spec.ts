import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/http.js';
import {
  binaryRequest,
  type InferAnswer,
  lengthHeader,
  modelPath,
  oneImage,
  outputOf,
  pixelRequest,
  post,
  randomImages,
  withTensor,
} from '../support/inference/requests.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const [tensor] = oneImage.inputs;

describe('the Open Inference Protocol over REST', () => {
  const onEnd = onSuiteFinished();
  let url: string;

  beforeAll(async () => {
    ({ url } = await startTestApplication(
      { ...(await ownSettings(onEnd)), MODELS: 'fashion-mnist@1' },
      onEnd,
    ));
  });

  const infer = (body: unknown, headers?: Record<string, string>) =>
    post(`${url}${modelPath}/infer`, body, headers);

  it('tells what the server and its models are', async () => {
    expect((await call(`${url}/v2`)).body).toMatchObject({
      name: 'seamline',
      extensions: expect.arrayContaining(['binary_tensor_data', 'classification', 'statistics']),
    });
    expect(await call(`${url}/v2/health/live`)).toEqual({ status: 200, body: { live: true } });
    expect(await call(`${url}/v2/health/ready`)).toMatchObject({ status: 200, body: { ready: true } });
    const metadata = {
      name: 'fashion-mnist',
      versions: ['1'],
      inputs: [{ name: 'image', datatype: 'UINT8', shape: [-1, 28, 28, 1] }],
      outputs: [
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 10] },
        { name: 'class_index', datatype: 'INT32', shape: [-1] },
        { name: 'label', datatype: 'BYTES', shape: [-1] },
      ],
    };
    expect((await call(`${url}${modelPath}`)).body).toMatchObject(metadata);
    expect((await call(`${url}${modelPath}/versions/1`)).body).toMatchObject(metadata);
    expect((await call(`${url}${modelPath}/ready`)).body).toMatchObject({ ready: true });
  });

  it('answers rows with probabilities, index and label, and echoes the id', async () => {
    const { status, body } = await infer(pixelRequest(randomImages(3), { id: 'mine' }));
    expect([status, body]).toMatchObject([
      200,
      { model_name: 'fashion-mnist', model_version: '1', id: 'mine' },
    ]);
    const probabilities = outputOf(body, 'probabilities').map(Number);
    const rows = [0, 1, 2].map((row) => probabilities.slice(row * 10, row * 10 + 10));
    expect(rows.map((row) => row.indexOf(Math.max(...row)))).toEqual(outputOf(body, 'class_index'));
    expect(outputOf(body, 'label')).toHaveLength(3);
  });

  it('takes nested lists as it takes flat ones, and answers only what is asked', async () => {
    const pixels = [...(tensor.data as number[])];
    const nested = [
      Array.from({ length: 28 }, (_, y) => pixels.slice(y * 28, y * 28 + 28).map((value) => [value])),
    ];
    const outputs = [{ name: 'label' }];
    const flat = await infer({ ...oneImage, outputs });
    expect(flat.body.outputs).toMatchObject([{ name: 'label', datatype: 'BYTES', shape: [1] }]);
    expect((await infer({ ...withTensor({ data: nested }), outputs })).body).toEqual(flat.body);
  });

  it.each(['png', 'tiff'] as const)('takes whole pictures as it takes their pixels: %s', async (kind) => {
    // Dark, so that the model's card does not take its negative.
    const pixels = randomImages(1).map((value) => value >> 1);
    const whole = await sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
      .toFormat(kind, kind === 'tiff' ? { compression: 'lzw' } : {})
      .toBuffer();
    const picture = { name: 'image', datatype: 'BYTES', shape: [1], data: [whole.toString('base64')] };
    const [asPicture, asPixels] = await Promise.all([
      infer({ inputs: [picture] }),
      infer(pixelRequest(pixels)),
    ]);
    expect(asPicture).toMatchObject({ status: 200 });
    expect(asPicture.body.outputs).toEqual(asPixels.body.outputs);
  });

  it('answers the classification of an output, or of the whole request', async () => {
    const ofOutput = { ...oneImage, outputs: [{ name: 'probabilities', parameters: { classification: 3 } }] };
    const { body } = await infer(ofOutput);
    expect(body.outputs).toMatchObject([{ datatype: 'BYTES', shape: [1, 3] }]);
    expect(outputOf(body, 'probabilities')).toEqual(
      Array(3).fill(expect.stringMatching(/^[01]\.\d{6}:\d:\D+$/)),
    );
    const ofRequest = await infer({ ...oneImage, parameters: { classification: 3 } });
    expect(outputOf(ofRequest.body, 'probabilities')).toEqual(outputOf(body, 'probabilities'));
    expect(outputOf(ofRequest.body, 'label')).toHaveLength(1);
  });

  it('takes and answers binary tensors behind the JSON part', async () => {
    const json = Buffer.from(
      JSON.stringify({ ...binaryRequest(784), parameters: { binary_data_output: true } }),
    );
    const response = await fetch(`${url}${modelPath}/infer`, {
      method: 'POST',
      body: Buffer.concat([json, Buffer.from(tensor.data)]),
      headers: { [lengthHeader]: String(json.length) },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const length = Number(response.headers.get(lengthHeader));
    const { outputs } = JSON.parse(bytes.subarray(0, length).toString()) as InferAnswer;
    expect(outputs).toMatchObject([
      { name: 'probabilities', parameters: { binary_data_size: 40 } },
      { name: 'class_index', parameters: { binary_data_size: 4 } },
      { name: 'label' },
    ]);
    const plain = (await infer(oneImage)).body;
    const floats = Array.from({ length: 10 }, (_, at) => bytes.readFloatLE(length + at * 4));
    expect(floats).toEqual(outputOf(plain, 'probabilities'));
    expect(bytes.readInt32LE(length + 40)).toBe(outputOf(plain, 'class_index')[0]);
    expect(bytes.subarray(length + 48).toString()).toBe(outputOf(plain, 'label')[0]);
  });

  it('indexes the repository, and keeps what answers events loaded', async () => {
    const entry = { name: 'fashion-mnist', version: '1', state: 'READY', reason: '' };
    expect((await post<object[]>(`${url}/v2/repository/index`, { ready: true })).body).toContainEqual(entry);
    expect((await post<object[]>(`${url}/v2/repository/index`, '')).body).toContainEqual(entry);
    const { status } = await post(`${url}/v2/repository/models/fashion-mnist/unload`, {});
    expect(status).toBe(400);
    expect((await post(`${url}/v2/repository/models/fashion-mnist/load`, {})).status).toBe(200);
  });

  it('counts what was answered, and the batches that it took', async () => {
    const counted = async () => {
      const { body } = await call<{ model_stats: [{ inference_count: number; execution_count: number }] }>(
        `${url}${modelPath}/stats`,
      );
      return body.model_stats[0];
    };
    const before = await counted();
    await infer(pixelRequest(randomImages(50)));
    const after = await counted();
    expect(after.inference_count - before.inference_count).toBe(50);
    const runs = after.execution_count - before.execution_count;
    expect(runs).toBeGreaterThanOrEqual(1);
    expect(runs).toBeLessThan(50);
  });

  it('a hundred requests at once each get the answers to their own rows', async () => {
    const requests = Array.from({ length: 100 }, (_, at) =>
      pixelRequest(randomImages(1 + (at % 7)), { id: `${at}` }),
    );
    const together = await Promise.all(requests.map((request) => infer(request)));
    for (const [at, request] of requests.entries()) {
      const alone = (await infer(request)).body;
      expect(together[at]!.body).toMatchObject({ id: `${at}` });
      expect(outputOf(together[at]!.body, 'label')).toEqual(outputOf(alone, 'label'));
      const expected = outputOf(alone, 'probabilities').map(Number);
      outputOf(together[at]!.body, 'probabilities').forEach((value, index) => {
        expect(Number(value)).toBeCloseTo(expected[index]!, 4);
      });
    }
  });

  it('an asynchronous request becomes a job with a status, events and a result', async () => {
    const pixels = randomImages(5);
    const started = await post<{ links: Record<string, string> }>(
      `${url}${modelPath}/infer?async=true`,
      pixelRequest(pixels),
    );
    expect(started.status).toBe(202);
    const { links } = started.body;
    const events = await (await fetch(`${url}${links['events']}`)).text();
    expect(events).toMatch(/event: status\n[^]*"state":"complete","requested":5,"predicted":5,"dead":0/);
    expect(await call(`${url}${links['status']}`)).toMatchObject({
      status: 200,
      body: { state: 'complete' },
    });
    const result = await call<InferAnswer>(`${url}${links['result']}`);
    expect(result).toMatchObject({ status: 200, body: { model_name: 'fashion-mnist', model_version: '1' } });
    const direct = (await infer(pixelRequest(pixels))).body;
    expect(outputOf(result.body, 'label')).toEqual(outputOf(direct, 'label'));
    expect(outputOf(result.body, 'class_index')).toEqual(outputOf(direct, 'class_index'));
  });
});
