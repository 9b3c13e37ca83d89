import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import type { InferenceAnswer } from '../../src/api/inference/inference.schema.js';
import type { ModelMetadata } from '../../src/api/inference/models.contract.js';
import { RequestPublisher } from '../../src/api/publishing/request.publisher.js';
import type { StoredPrediction } from '../../src/outcomes/results/prediction.schema.js';
import type { LabelStatistics } from '../../src/outcomes/results/statistics.contract.js';
import { call } from '../support/http.js';
import { floats, putModel, smallCard, smallGraph } from '../support/own-model.js';
import {
  onSuiteFinished,
  ownSettings,
  startTestApplication,
  temporaryFolder,
} from '../support/test-application.js';

/** Of each label, the byte of its pixel decides: 255 is a logit of 4, 0 one of −4. */
const matrix = floats('matrix', [4, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
const card = {
  ...smallCard,
  labels: ['cat', 'dog', 'bird'],
  output: 'sigmoid-logits',
  threshold: { bird: 0.9 },
  none: 'empty',
  input: { width: 2, height: 2, channels: 1, scale: 8 / 255, offset: -4 },
};
const sure = 1 / (1 + Math.exp(-4));
/** What is in the pictures: a cat; a cat and a dog; nothing; a bird that is under its own threshold, and a dog. */
const pictures = [
  [255, 0, 0, 0],
  [255, 250, 0, 0],
  [0, 0, 0, 0],
  [0, 190, 192, 0],
];

const namesOf = (ranked: readonly { readonly label: string }[] = []) => ranked.map(({ label }) => label);

let url: string;
let requestId: string;
const get = async <Body = unknown>(path: string) => (await call<Body>(`${url}${path}`)).body;
const imagesOf = async (query: string) =>
  (await get<{ imageIndex: number }[]>(`/predictions?request=${requestId}&${query}`))
    .map(({ imageIndex }) => imageIndex)
    .toSorted();

beforeAll(async () => {
  const root = await temporaryFolder(onSuiteFinished);
  await mkdir(join(root, 'mine/7'), { recursive: true });
  await putModel(join(root, 'mine/7'), smallGraph({ weight: matrix, end: 'Identity' }), {
    'card.json': card,
  });
  const settings = {
    ...(await ownSettings(onSuiteFinished)),
    MODELS: 'mine',
    MODELS_DIR: root,
    UNSURE_BELOW: '0.9',
  };
  const started = await startTestApplication({ ...settings, BACKEND: 'cpu' }, onSuiteFinished);
  ({ url } = started);
  const body = (index: number) =>
    ({ kind: 'pixels', width: 2, height: 2, channels: 1, bytes: Uint8Array.from(pictures[index]!) }) as const;
  ({ requestId } = await started.app.get(RequestPublisher).publish({
    range: { start: 0, end: pictures.length },
    image: (index) => ({ body: body(index) }),
  }));
  await vi.waitFor(async () => expect(await get(`/requests/${requestId}`)).toMatchObject({ predicted: 4 }), {
    timeout: 30_000,
  });
}, 60_000);

it('a prediction has every label of the image, the likeliest first, and names the likeliest as before', async () => {
  const [cat, both, nothing, dog] = await get<StoredPrediction[]>(`/requests/${requestId}/predictions`);
  const seen = (label: string, classIndex: number, confidence: number) => ({
    label,
    classIndex,
    confidence: expect.closeTo(confidence, 5) as number,
  });
  expect(cat).toMatchObject({ ...seen('cat', 0, sure), labels: [seen('cat', 0, sure)] });
  expect(both?.label).toBe('cat');
  expect(namesOf(both?.labels)).toEqual(['cat', 'dog']);
  expect(nothing).toMatchObject({ ...seen('empty', 3, sure), labels: [] });
  expect(dog).toMatchObject({ label: 'dog', labels: [{ label: 'dog', classIndex: 1 }], unsure: true });
  expect(namesOf(dog?.top)).toEqual(['bird', 'dog', 'cat']);
});

it('a filter by a label finds every image that has it, the label of none too', async () => {
  expect(await imagesOf('label=cat')).toEqual([0, 1]);
  expect(await imagesOf('label=dog')).toEqual([1, 3]);
  expect(await imagesOf('label=empty')).toEqual([2]);
  expect(await imagesOf('label=bird')).toEqual([]);
});

it('statistics count each label of an image, and each image once', async () => {
  const counts = ({ classes }: LabelStatistics) =>
    Object.fromEntries(classes.map(({ label, predictions }) => [label, predictions]));
  const expected = { cat: 2, dog: 2, empty: 1 };
  expect(counts(await get<LabelStatistics>('/statistics'))).toEqual(expected);
  expect(counts(await get<LabelStatistics>(`/statistics?request=${requestId}`))).toEqual(expected);
  expect(await get('/ledger')).toMatchObject({ predicted: 4 });
});

it('a true label is right where it is one of the labels, and wrong where it is none of them', async () => {
  const give = (index: number, label: string) =>
    call(`${url}/predictions/${encodeURIComponent(`${requestId}/${index}`)}/label`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ label }),
    });
  expect((await give(1, 'dog')).status).toBeLessThan(300);
  expect((await give(2, 'empty')).status).toBeLessThan(300);
  expect((await give(3, 'cat')).status).toBeLessThan(300);
  expect(await give(0, 'horse')).toMatchObject({
    status: 400,
    body: { allowed: expect.stringMatching(/bird.*empty/) },
  });
  expect(await imagesOf('wrong=false')).toEqual([1, 2]);
  expect(await imagesOf('wrong=true')).toEqual([3]);
  for (const path of ['/ledger', `/requests/${requestId}`]) {
    expect(await get(path)).toMatchObject({ known: 3, right: 2 });
  }
  for (const path of ['/statistics', `/statistics?request=${requestId}`]) {
    // Statistics are kept for a moment.
    await vi.waitFor(async () => expect(await get(path)).toMatchObject({ known: 3, right: 2 }), {
      timeout: 10_000,
    });
  }
  expect((await get<{ versions: object[] }>('/models/mine/report')).versions).toMatchObject([
    { known: 3, accuracy: 2 / 3 },
  ]);
});

it('a file of predictions has every label too', async () => {
  const csv = await (await fetch(`${url}/predictions.csv?request=${requestId}`)).text();
  expect(csv.split('\r\n')[0]).toMatch(/,labels$/);
  expect(csv).toMatch(/"\[""cat"",""dog""\]"/);
});

it('the inference protocol names the output, and answers a list for each row', async () => {
  expect((await get<ModelMetadata>('/v2/models/mine')).outputs).toEqual([
    { name: 'probabilities', datatype: 'FP32', shape: [-1, 3] },
    { name: 'class_index', datatype: 'INT32', shape: [-1] },
    { name: 'label', datatype: 'BYTES', shape: [-1] },
    { name: 'labels', datatype: 'BYTES', shape: [-1] },
  ]);
  const request = {
    inputs: [
      { name: 'image', datatype: 'UINT8', shape: [2, 2, 2, 1], data: [...pictures[1]!, ...pictures[2]!] },
    ],
  };
  const { body } = await call<InferenceAnswer>(`${url}/v2/models/mine/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const outputs = Object.fromEntries(body.outputs.map(({ name, data }) => [name, data]));
  expect(outputs['labels']).toEqual(['["cat","dog"]', '[]']);
  expect(outputs['label']).toEqual(['cat', 'empty']);
  expect(outputs['class_index']).toEqual([0, 3]);
  expect((outputs['probabilities'] as number[])[1]).toBeCloseTo(1 / (1 + Math.exp(-(250 * 8) / 255 + 4)), 5);
});
