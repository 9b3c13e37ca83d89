import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBackend, noNative } from '../../../test/support/native.js';
import { noRealSet, realSet } from '../../../test/support/real-set.js';
import type { Dataset } from '../../training/dataset/dataset.js';
import { readDecoder } from '../../training/dataset/decoder.js';
import { readFashionMnist } from '../../training/dataset/fashion-mnist.js';
import { SampledDataset } from '../../training/dataset/sampled.dataset.js';
import type { BackendChoice } from './backends/open-backends.js';
import { Engine } from './engine.js';
import type { ModelCard } from './model.js';

const models = fileURLToPath(new URL('../../../models', import.meta.url));
const committed = join(models, 'fashion-mnist/1');

let sampled: Dataset;
beforeAll(async () => {
  sampled = new SampledDataset(await readDecoder(join(models, 'fashion-mnist-sampler/1')));
});

const cacheDirectory = await mkdtemp(join(tmpdir(), 'seamline-engine-'));
afterAll(() => rm(cacheDirectory, { recursive: true, force: true }));

const open = (backend: BackendChoice, directory = committed, workers = 1) =>
  Engine.open(directory, { backend, workers, batchSize: 128, cacheDirectory });

/** Probabilities of the images from 0 to `count` − 1, in batches of 200. */
async function answers(choice: BackendChoice, dataset: Dataset, count: number): Promise<Float32Array> {
  const model = await open(choice);
  const { length } = model.card.labels;
  const all = new Float32Array(count * length);
  for (let start = 0; start < count; start += 200) {
    const images = Array.from(
      { length: Math.min(200, count - start) },
      (_, at) => dataset.image(start + at).pixels,
    );
    all.set(await model.predict(Buffer.concat(images), images.length), start * length);
  }
  await model.dispose();
  return all;
}

/** For each row, its likeliest class, and by how much it is likelier than the next. */
function decisions(probabilities: Float32Array, classes: number) {
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    const shares = [...probabilities.subarray(row * classes, (row + 1) * classes)];
    const [best = 0, next = 0] = shares.toSorted((a, b) => b - a);
    return { classIndex: shares.indexOf(best), margin: best - next };
  });
}

for (const choice of ['onnx', 'savedmodel', 'layers', 'wasm', 'cpu', 'auto'] as const) {
  describe.skipIf(noBackend(choice))(`the committed model on ${choice}${noBackend(choice)}`, () => {
    it('answers one row for each image that sums to 1', async () => {
      const rows = await answers(choice, sampled, 200);
      expect(rows.length).toBe(200 * 10);
      for (let row = 0; row < rows.length; row += 10) {
        expect(rows.subarray(row, row + 10).reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
      }
    });

    it('labels at least 88 % of the sampled images right', async () => {
      const chosen = decisions(await answers(choice, sampled, 400), 10);
      const right = chosen.filter(
        ({ classIndex }, index) => sampled.labels[classIndex] === sampled.image(index).label,
      );
      expect(right.length / 400).toBeGreaterThanOrEqual(0.88);
    });
  });
}

describe('the backends agree', () => {
  // Plain JavaScript is slow, and compared only where nothing else is there.
  const others: BackendChoice[] = ['onnx', 'savedmodel', 'layers', ...(noNative ? (['cpu'] as const) : [])];

  for (const choice of others) {
    it.skipIf(noBackend(choice))(
      `wasm and ${choice} to 0.00001 in every probability, and in every label that is not a tie${noBackend(choice)}`,
      async () => {
        const set = realSet ? await readFashionMnist(realSet, 'test') : sampled;
        const count = realSet ? set.size : 400;
        const [one, other] = [await answers('wasm', set, count), await answers(choice, set, count)];
        const furthest = one.reduce(
          (far, value, at) => Math.max(far, Math.abs(value - (other[at] ?? Number.NaN))),
          0,
        );
        expect(furthest).toBeLessThan(1e-5);
        const theirs = decisions(other, 10);
        const differing = decisions(one, 10).filter(
          ({ classIndex, margin }, index) => margin > 1e-5 && theirs[index]?.classIndex !== classIndex,
        );
        expect(differing).toEqual([]);
      },
    );
  }

  it.skipIf(noRealSet)(`label as much of the real test set right as the card says${noRealSet}`, async () => {
    const test = await readFashionMnist(realSet, 'test');
    const chosen = decisions(await answers('wasm', test, test.size), 10);
    const right = chosen.filter(
      ({ classIndex }, index) => test.labels[classIndex] === test.image(index).label,
    );
    const card = JSON.parse(await readFile(join(committed, 'card.json'), 'utf8')) as ModelCard;
    expect(right.length / test.size).toBeGreaterThanOrEqual(0.9);
    expect(right.length / test.size).toBeCloseTo(card.accuracy ?? Number.NaN, 3);
  });
});

describe('the engine', () => {
  it('keeps the answers of many callers on several threads apart', async () => {
    const model = await open('wasm', committed, 2);
    expect(model.concurrency).toBe(2);
    const batches = Array.from({ length: 30 }, (_, index) => [
      sampled.image(index).pixels,
      sampled.image(index + 30).pixels,
    ]);
    const alone = await Promise.all(batches.map(([first]) => model.predict(Uint8Array.from(first!), 1)));
    const paired = await Promise.all(batches.map((images) => model.predict(Buffer.concat(images), 2)));
    paired.forEach((rows, index) => {
      for (let at = 0; at < 10; at += 1) expect(rows[at]).toBeCloseTo(alone[index]![at]!, 5);
    });
    await model.dispose();
  });

  it('names the backend that it chose, and the rates that it measured', async () => {
    const model = await open('auto');
    expect(model.backend.name).toBe('onnx');
    expect(model.backend.reason).toMatch(
      /^onnx [\d,]+\/s at \d+, onnx [\d,]+\/s at 1; batches of at most \d+/,
    );
    await model.dispose();
  });

  it('leaves the event loop free while it computes', async () => {
    const model = await open('wasm');
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    for (let round = 0; round < 10; round += 1) await model.predict(new Uint8Array(784 * 128), 128);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(10);
    await model.dispose();
  });

  it('refuses pixels of another length than the images need', async () => {
    const model = await open('wasm');
    await expect(model.predict(new Uint8Array(783), 1)).rejects.toMatchObject({
      kind: 'invalid',
      message: '783 bytes for 1 images, expected 784',
    });
    await model.dispose();
  });

  it('has nothing to run on once it is disposed of', async () => {
    const model = await open('wasm');
    await model.dispose();
    await expect(model.predict(new Uint8Array(784), 1)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });
});

describe('a model folder that cannot be used', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seamline-model-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A copy of the committed model with one file changed, and a card that has no sums to find it by. */
  async function broken(name: string, change: (content: Buffer) => string | Uint8Array): Promise<string> {
    const copy = await mkdtemp(join(folder, 'copy-'));
    await cp(committed, copy, { recursive: true });
    const { files: _, ...card } = JSON.parse(await readFile(join(copy, 'card.json'), 'utf8')) as ModelCard;
    await writeFile(join(copy, 'card.json'), JSON.stringify(card));
    await writeFile(join(copy, name), change(await readFile(join(copy, name))));
    return copy;
  }

  const refusal = (directory: string) =>
    open('wasm', directory).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('is named when it is not there', async () => {
    const absent = join(folder, 'absent');
    expect(await refusal(absent)).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      kind: 'unavailable',
      message: expect.stringContaining(join(absent, 'card.json')),
    });
  });

  it('is told by file and field when the card lacks one', async () => {
    const copy = await broken('card.json', (text) => String(text).replace('"scale"', '"size"'));
    expect(await refusal(copy)).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringMatching(/card\.json cannot be used: input\.scale: /),
    });
  });

  it.each([
    ['model.json', '"sparse": false'],
    ['model.json', '"format": "layers-model"'],
    ['card.json', '"scale"'],
  ])('is named when %s is nested too deep at %s', async (name, place) => {
    const deep = `"x": ${'[{"a":'.repeat(20_000)}"[" ${'}]'.repeat(20_000)}`;
    const copy = await broken(name, (text) => String(text).replace(place, `${deep}, ${place}`));
    expect(await refusal(copy)).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining(
        `${join(copy, name)} cannot be used: it has more than 200 levels of lists`,
      ),
    });
  });

  it('is told when the weights are cut short', async () => {
    const copy = await broken('weights.bin', (bytes) => bytes.subarray(0, 1_000));
    expect(await refusal(copy)).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('weights.bin cannot be used: 1000 bytes, expected 246824'),
    });
  });

  it('is told when the network answers another number of labels than the card lists', async () => {
    const copy = await broken('card.json', (text) => String(text).replace('"Trouser",', ''));
    expect(await refusal(copy)).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('its output is 10, expected 9 as the card says'),
    });
  });

  it('is told when the network answers what is not a number', async () => {
    const copy = await broken('weights.bin', (bytes) => new Uint8Array(bytes.length).fill(0xff));
    expect(await refusal(copy)).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('something that is not a number'),
    });
  });

  it('is told when the weights are not those that the card was written for', async () => {
    const copy = await broken('weights.bin', (bytes) => bytes.fill(0, 4_000, 4_004));
    await cp(join(committed, 'card.json'), join(copy, 'card.json'));
    expect(await refusal(copy)).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringMatching(/weights\.bin cannot be used: its SHA-256 is/),
    });
  });
});
