import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/http.js';
import {
  binaryRequest,
  lengthHeader,
  modelPath,
  oneImage,
  post,
  withTensor,
} from '../support/inference/requests.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

const [tensor] = oneImage.inputs;
const several = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

describe('bad input of the Open Inference Protocol over REST', () => {
  const onEnd = onSuiteFinished();
  let url: string;

  beforeAll(async () => {
    ({ url } = await startTestApplication(
      { ...(await ownSettings(onEnd)), MAX_BODY_BYTES: '2000000' },
      onEnd,
    ));
  });

  /** So many images, pixel by pixel; a value may differ by its place in the whole. */
  const nested = (rows: number, value: (at: number) => number) =>
    Array.from({ length: rows }, (_row, row) =>
      Array.from({ length: 28 }, (_y, y) =>
        Array.from({ length: 28 }, (_x, x) => [value((row * 28 + y) * 28 + x)]),
      ),
    );

  const parameters = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`parameter ${at}`, at]));

  const infer = (body: unknown, headers?: Record<string, string>) =>
    post(`${url}${modelPath}/infer`, body, headers);

  it.each<[string, unknown, RegExp, Record<string, string>?]>([
    ['no JSON', 'hello', /JSON/],
    ['an empty body', '', /JSON/],
    ['lists nested 20,000 deep', '['.repeat(20_000) + ']'.repeat(20_000), /more than 32 levels/],
    ['no inputs', {}, /inputs/],
    ['an empty list of inputs', { inputs: [] }, /"image" is missing/],
    ['a second input', { inputs: [tensor, { ...tensor, name: 'mask' }] }, /2 inputs \("image", "mask"\)/],
    ['another datatype', withTensor({ datatype: 'BOOL' }), /"BOOL".*UINT8, .*FP32, .*BYTES/],
    ['a fraction among whole numbers', withTensor({ data: [0.5] }), /data\[0\] is 0\.5.*whole numbers/],
    ['a fraction above', withTensor({ datatype: 'FP32', data: [255.5] }), /255\.5.*numbers from 0 to 255/],
    [
      'shares of 255',
      withTensor({ datatype: 'FP32', data: Array<number>(784).fill(0.5) }),
      /all values .* are from 0 to 1; send pixels from 0 to 255/,
    ],
    [
      'an input in shared memory',
      withTensor({
        data: undefined,
        parameters: { shared_memory_region: 'a', shared_memory_byte_size: 784 },
      }),
      /inputs\[0\]\.parameters .*shared memory, which is not supported/,
    ],
    [
      'an output in shared memory',
      { ...oneImage, outputs: [{ name: 'label', parameters: { shared_memory_region: 'a' } }] },
      /outputs\[0\]\.parameters .*shared memory, which is not supported/,
    ],
    ['another shape', withTensor({ shape: [1, 14, 56, 1] }), /\[1, 14, 56, 1\].*28, 28, 1/],
    ['no rows', withTensor({ shape: [0, 28, 28, 1], data: [] }), /\[0, 28, 28, 1\].*1 to 4096/],
    ['too many rows', withTensor({ shape: [4097, 28, 28, 1] }), /1 to 4096/],
    ['a shape that is none', withTensor({ shape: ['1'] }), /shape/],
    ['too few values', withTensor({ data: [1, 2, 3] }), /3 bytes.*784/],
    ['a value that is no byte', withTensor({ data: [...tensor.data.slice(1), 256] }), /256.*0 to 255/],
    ['a text among the values', withTensor({ data: ['x'] }), /string.*0 to 255/],
    ['nested lists of another shape', withTensor({ data: [[[[1]]]] }), /list.*28/],
    [
      'the last value of a nested list',
      withTensor({ shape: [2, 28, 28, 1], data: nested(2, (at) => (at === 1567 ? 300 : 0)) }),
      /inputs\[0\]\.data\[1\]\[27\]\[27\]\[0\] is 300.*0 to 255/,
    ],
    ['the fourth value', withTensor({ data: [1, 2, 3, 'x'] }), /inputs\[0\]\.data\[3\] is a string/],
    [
      'a shape in words',
      withTensor({ shape: [1, 'a'] }),
      /inputs\[0\]\.shape\[1\] is "a": must be a whole number/,
    ],
    ['no data', withTensor({ data: undefined }), /neither data/],
    ['data as text', withTensor({ data: 'AAAA' }), /list/],
    [
      'a picture that is none',
      withTensor({ datatype: 'BYTES', shape: [1], data: ['AAAA'] }),
      /row 0.*image\/png/,
    ],
    [
      'a broken picture',
      withTensor({ datatype: 'BYTES', shape: [1], data: ['iVBORw0KGgoAAAA='] }),
      /row 0.*read/,
    ],
    ['an unknown output', { ...oneImage, outputs: [{ name: 'logits' }] }, /logits.*probabilities/],
    ['an output twice', { ...oneImage, outputs: [{ name: 'label' }, { name: 'label' }] }, /twice/],
    [
      'a classification of labels',
      { ...oneImage, outputs: [{ name: 'label', parameters: { classification: 1 } }] },
      /label/,
    ],
    [
      'a classification of nothing',
      { ...oneImage, parameters: { classification: 0 } },
      /classification.*from 1/,
    ],
    ['a priority that is no number', { ...oneImage, parameters: { priority: 'high' } }, /priority/],
    ['an id nested deep', `{"id": ${'['.repeat(30)}${']'.repeat(30)}}`, /id is \[{8}….*text/],
    ['too many tensors', { inputs: several(17, tensor) }, /inputs is .*at most 16 tensors/],
    ['too many dimensions', withTensor({ shape: Array(9).fill(1) }), /shape is .*at most 8 dimensions/],
    ['a long name', withTensor({ name: 'n'.repeat(201) }), /inputs\[0\]\.name is .*at most 200 characters/],
    ['a long datatype', withTensor({ datatype: 'n'.repeat(201) }), /datatype is .*at most 200 characters/],
    ['a long id', { ...oneImage, id: 'i'.repeat(401) }, /id is .*at most 400 characters/],
    [
      'too many parameters',
      { ...oneImage, parameters: parameters(65) },
      /parameters is .*at most 64 parameters/,
    ],
    ['too many outputs', { ...oneImage, outputs: several(17, { name: 'label' }) }, /at most 16 outputs/],
    [
      "a parameter's long name",
      { ...oneImage, parameters: { ['p'.repeat(201)]: 1 } },
      /parameters is .*names of at most 200 characters/,
    ],
    ['a length behind the body', oneImage, /Content-Length/, { [lengthHeader]: '99999' }],
    ['a length that is none', oneImage, /Content-Length/, { [lengthHeader]: 'x' }],
  ])('%s is answered with 400 and says what is wrong', async (_, body, reason, headers) => {
    const { status, body: answer } = await infer(body, headers);
    expect([status, answer]).toEqual([400, { error: expect.stringMatching(reason) }]);
  });

  it('binary parts that are cut off, too long or none of their datatype are answered with 400', async () => {
    const send = (request: object, bytes: Uint8Array) => {
      const json = Buffer.from(JSON.stringify(request));
      return infer(Buffer.concat([json, bytes]), { [lengthHeader]: String(json.length) });
    };
    const pictures = { inputs: [{ ...binaryRequest(6).inputs[0], datatype: 'BYTES', shape: [1] }] };
    const cases: [object, Uint8Array, RegExp][] = [
      [binaryRequest(784), Buffer.alloc(783), /784; 783 bytes are left/],
      [binaryRequest(784), Buffer.alloc(785), /1 bytes behind/],
      [binaryRequest(783), Buffer.alloc(783), /783 bytes.*784/],
      [pictures, Buffer.from([255, 255, 255, 255, 1, 2]), /ends within element 0/],
      [pictures, Buffer.from([1, 0, 0, 0, 1, 2]), /1 bytes behind/],
    ];
    for (const [request, bytes, reason] of cases) {
      const { status, body } = await send(request, bytes);
      expect([status, body]).toEqual([400, { error: expect.stringMatching(reason) }]);
    }
  });

  it.each(['models/nobody/infer', 'models/fashion-mnist/versions/99/infer', 'repository/models/nobody/load'])(
    '%s is answered with 404',
    async (path) => {
      const body = path.endsWith('infer') ? oneImage : {};
      expect(await post(`${url}/v2/${path}`, body)).toMatchObject({
        status: 404,
        body: { error: expect.any(String) },
      });
    },
  );

  it('an unknown model is not found, and not ready', async () => {
    for (const path of [
      'models/nobody',
      'models/nobody/ready',
      'models/nobody/stats',
      'nothing',
      'jobs/nobody',
      'jobs/nobody/result',
      'jobs/nobody/events',
    ]) {
      expect(await call(`${url}/v2/${path}`), path).toEqual({
        status: 404,
        body: { error: expect.any(String) },
      });
    }
  });

  it('a model is no path out of the models folder', async () => {
    const { status } = await post(`${url}/v2/repository/models/..%2Fmodels%2Ffashion-mnist/load`, {});
    expect(status).toBe(404);
  });

  it('no change at random brings another answer than 200, 400 or 404', async () => {
    const strange = [
      null,
      -1,
      1.5,
      1e300,
      '',
      'x',
      [],
      {},
      [[]],
      true,
      '__proto__',
      'a'.repeat(5000),
      [null],
    ];
    const changed = (value: unknown): unknown => {
      const pick = strange[Math.floor(Math.random() * strange.length)];
      if (Math.random() < 0.2) return pick;
      if (Array.isArray(value)) return value.length > 10 ? value : value.map(changed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changed(inner)]));
    };
    const whole = {
      ...oneImage,
      id: 'a',
      parameters: { priority: 1 },
      outputs: [{ name: 'label', parameters: {} }],
    };
    for (let times = 0; times < 300; times += 1) {
      const request = changed(whole);
      const { status, body } = await infer(request);
      expect([200, 400, 404], JSON.stringify([request, body])).toContain(status);
    }
  });

  it('a row of an asynchronous request that ends as a dead letter is told in place of the result', async () => {
    const broken = withTensor({ datatype: 'BYTES', shape: [1], data: ['iVBORw0KGgoAAAA='] });
    const { body: job } = await post<{ links: { result: string } }>(
      `${url}${modelPath}/infer?async=true`,
      broken,
    );
    const error = expect.stringMatching(/1 rows are dead letters: row 0: BAD_MESSAGE/);
    await expect
      .poll(() => call(`${url}${job.links.result}`), { timeout: 20_000 })
      .toEqual({ status: 400, body: { error } });
  });

  it('a body over MAX_BODY_BYTES is answered with 413 before it is read', async () => {
    expect(await infer(Buffer.alloc(2_000_001))).toEqual(
      expect.objectContaining({ status: 413, body: { error: expect.any(String) } }),
    );
  });

  it('a page of a foreign site is refused', async () => {
    expect(await infer(oneImage, { 'sec-fetch-site': 'cross-site' })).toMatchObject({
      status: 403,
      body: { error: expect.any(String) },
    });
  });

  it('an asynchronous request is checked before it is taken', async () => {
    const start = (body: unknown, more = '') => post(`${url}${modelPath}/infer?async=true${more}`, body);
    expect(await start(withTensor({ shape: [1] }))).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('shape') },
    });
    expect(await start(oneImage, '&broker=rabbit')).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('rabbit') },
    });
  });
});
