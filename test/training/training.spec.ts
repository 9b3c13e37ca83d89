import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IdxDataset } from '../../src/training/dataset/idx.dataset.js';
import { parseIdx } from '../../src/training/dataset/idx.js';
import { seededRandom } from '../../src/training/dataset/random.js';
import { architectures } from '../../src/training/architectures.js';
import { wholeOf } from '../../src/training/batches.js';
import { digestOf, type LabelledData } from '../../src/training/data-source.js';
import { loadTrainingTfjs } from '../../src/training/native.js';
import type { TrainingSettings } from '../../src/training/settings.js';
import { saveNetwork, writeJson } from '../../src/training/save-network.js';
import { draftCard } from '../../src/training/trained-card.js';
import { trainModel, type TrainingRun } from '../../src/training/train-model.js';
import { refuseToOverwrite } from '../../src/training/write-model.js';
import { idxFile } from '../support/idx-file.js';
import { noNative } from '../support/native.js';
import { temporaryFolder } from '../support/test-application.js';

/** Noisy images of 16 × 16, brighter at the left or at the right. */
function images(count: number): IdxDataset {
  const random = seededRandom(7);
  const classes = Array.from({ length: count }, (_, at) => at % 2);
  const pixels = classes.flatMap((side) =>
    Array.from({ length: 256 }, (_, at) => {
      const bright = at % 16 < 8 === (side === 0) ? 60 : 0;
      return Math.floor(random() * 190) + bright;
    }),
  );
  return new IdxDataset({
    name: 'sides',
    description: 'brighter at one side',
    labels: ['left', 'right'],
    images: parseIdx(idxFile([count, 16, 16], pixels)),
    classes: parseIdx(idxFile([count], classes)),
  });
}

const dataset = images(120);
const data: LabelledData = {
  description: 'sides',
  training: wholeOf(dataset),
  test: wholeOf(dataset),
  preparation: {},
  skipped: [],
  notes: [],
  sha256: digestOf(dataset),
};
const settings: TrainingSettings = {
  data: 'sides',
  arch: 'accurate',
  name: 'sides',
  version: '1',
  seed: 1,
  patience: 0,
  recipe: {
    ...architectures.accurate.recipe,
    epochs: 3,
    batchSize: 16,
    peakRate: 0.02,
    augmentation: { mirror: false, furthestMove: 1, erase: 0.3 },
  },
  validation: 0.2,
  testShare: 0,
  teacher: undefined,
  shape: { width: 16, height: 16, channels: 1 },
};

async function run({ keepAs, ...change }: Partial<TrainingRun> & { keepAs?: string } = {}) {
  const tf = await loadTrainingTfjs();
  const trained = await trainModel(tf, {
    settings,
    data,
    resume: false,
    modelsDirectory: 'models',
    cacheDirectory: change.cacheDirectory ?? (await temporaryFolder()),
    stop: new AbortController().signal,
    onStep: () => undefined,
    onEpoch: () => undefined,
    ...change,
  });
  if (!trained) return undefined;
  if (keepAs && change.modelsDirectory) {
    const directory = join(change.modelsDirectory, ...keepAs.split('@'));
    await saveNetwork(tf, trained.network.classifier, 'float32', directory);
    const origin = { command: 'npm run train', programVersion: '0' };
    await writeJson(join(directory, 'card.json'), draftCard(trained, settings, data, origin));
  }
  const weights = trained.network.classifier.getWeights().map((tensor) => [...tensor.dataSync()]);
  const losses = trained.history.map(({ loss, heldOut }) => [loss, heldOut?.loss]);
  return { weights, losses, bestEpoch: trained.bestEpoch };
}

describe.skipIf(noNative)(`a training${noNative}`, () => {
  it('comes to the same weights by the same seed, and to others by another', async () => {
    const first = await run();
    expect(await run()).toEqual(first);
    const other = await run({ settings: { ...settings, seed: 2 } });
    expect(other?.weights).not.toEqual(first?.weights);
  });

  it('that is stopped within an epoch and resumed comes to the weights of one that never stopped', async () => {
    const cacheDirectory = await temporaryFolder();
    const stop = new AbortController();
    let steps = 0;
    const onStep = () => {
      steps += 1;
      if (steps === 9) stop.abort(); // of six steps an epoch
    };
    expect(await run({ cacheDirectory, stop: stop.signal, onStep })).toBeUndefined();
    expect(await run({ cacheDirectory, resume: true })).toEqual(await run());
  });

  it('is not resumed with other settings, which are named', async () => {
    const cacheDirectory = await temporaryFolder();
    await run({ cacheDirectory });
    const changed = run({ cacheDirectory, resume: true, settings: { ...settings, seed: 2 } });
    await expect(changed).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message:
        '--resume: seed was 1 when the training began and is 2 now; give the same value, or leave --resume out',
    });
    await expect(run({ resume: true })).rejects.toThrow('there is no training to go on with');
  });

  it('begins with the weights of a model of the same layers, and refuses one of others by their shapes', async () => {
    const modelsDirectory = await temporaryFolder();
    const began = await run({ modelsDirectory, keepAs: 'sides@1' });
    const from = { ...settings, version: '2', from: 'sides@1' };
    const further = await run({ modelsDirectory, settings: from });
    expect(further?.losses[0]?.[0]).toBeLessThan(began?.losses[0]?.[0] ?? 0);
    expect(further?.losses).toHaveLength(3);
    await expect(run({ modelsDirectory, settings: { ...from, arch: 'fast' } })).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: expect.stringMatching(
        /^--from sides@1: its weights are 3 × 3 × 1 × 32, .*; fast has 3 × 3 × 1 × 16, /,
      ),
    });
  });

  it('stops early once it gets no better, and keeps the best weights', async () => {
    const stubborn = { ...settings, patience: 2, recipe: { ...settings.recipe, epochs: 50, peakRate: 0 } };
    const trained = await run({ settings: stubborn });
    expect(trained?.losses).toHaveLength((trained?.bestEpoch ?? 0) + 2);
  });
});

it('a version that is there is refused by name, with the next free one', async () => {
  await expect(refuseToOverwrite('models', 'fashion-mnist', '1')).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: expect.stringMatching(/--model-version 1: fashion-mnist@1 is there .* next free version is \d+/),
  });
});

it.skipIf(!noNative)('says how to get native TensorFlow where it is not set up', async () => {
  await expect(loadTrainingTfjs()).rejects.toThrow('run `npm run native` first');
});
