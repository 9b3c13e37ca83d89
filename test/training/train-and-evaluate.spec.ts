import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { evaluateCommand } from '../../src/tools/cli/evaluate.js';
import { trainCommand } from '../../src/tools/cli/train.js';
import { readConfig } from '../../src/configuration.js';
import { encodeImageEvent } from '../../src/events/image.codec.js';
import { type FileType, sniffFileType } from '../../src/events/image-type.js';
import type { TrainedCard } from '../../src/training/trained-card.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call } from '../support/http.js';
import { catchPrinted } from '../support/printed.js';
import { noNative } from '../support/native.js';
import { noRealSet } from '../support/real-set.js';
import {
  onSuiteFinished,
  ownSettings,
  startTestApplication,
  temporaryFolder,
} from '../support/test-application.js';

const repository = resolve(import.meta.dirname, '../..');

const printed = catchPrinted();

const train = (...words: string[]) => trainCommand().parseAsync(words, { from: 'user' });
const evaluate = (...words: string[]) => evaluateCommand().parseAsync(words, { from: 'user' });

describe.skipIf(noNative)(`from pictures to a served model${noNative}`, { timeout: 60_000 }, () => {
  const onEnd = onSuiteFinished();
  let pictures: string;
  let models: string;

  /** Colour pictures of mixed sizes and formats, and a file that is none. */
  beforeAll(async () => {
    [pictures, models] = [await temporaryFolder(onEnd), await temporaryFolder(onEnd)];
    const script = join(repository, 'scripts/draw-pictures.mjs');
    await promisify(execFile)(process.execPath, [script, pictures, '40'], { cwd: repository });
    await writeFile(join(pictures, 'fish', 'notes.jpg'), 'not a picture');
    vi.stubEnv('MODELS_DIR', models);
    vi.stubEnv('CACHE_DIR', await temporaryFolder(onEnd));
    return () => vi.unstubAllEnvs();
  });

  const asked = (...more: string[]) => ['--data', pictures, '--name', 'pictures', ...more];
  const cardOf = async (version: string) =>
    JSON.parse(await readFile(join(models, 'pictures', version, 'card.json'), 'utf8')) as TrainedCard;

  it('trains, names what it could not read, and writes files, card and charts', async () => {
    await train(...asked('--epochs', '15', '--patience', '0'));
    expect(printed.text).toContain(
      'skipped 1 files that are no pictures:\n  fish/notes.jpg: is no picture; allowed: image/png',
    );
    expect(printed.text).toMatch(/epoch 15\/15: loss .*, held out: .* images\/s, 0 s left/);
    expect((await readdir(join(models, 'pictures/1'))).toSorted()).toEqual([
      'card.json',
      'confusion-matrix.svg',
      'curves.svg',
      'mistakes.svg',
      'model.json',
      'reliability.svg',
      'weights.bin',
    ]);
    const card = await cardOf('1');
    expect(card).toMatchObject({
      labels: ['fish', 'flower', 'house'],
      input: { width: 32, height: 32, channels: 3 },
      training: { data: { skipped: 1, test: 18 }, seed: 1, architecture: 'fast' },
      quantization: { format: 'float32', accuracyCost: 0 },
    });
    expect(card.accuracy).toBeGreaterThan(0.5);
    for (const chart of ['curves', 'confusion-matrix', 'reliability', 'mistakes']) {
      expect(await readFile(join(models, `pictures/1/${chart}.svg`), 'utf8')).toMatch(/^<svg [^]*<\/svg>$/);
    }
  });

  it('never overwrites a version, and goes on with the next one', async () => {
    await expect(train(...asked('--model-version', '1'))).rejects.toThrow('the next free version is 2');
    await train(...asked('--epochs', '2', '--quantize', 'uint8'));
    const card = await cardOf('2');
    expect(card.quantization.format).toBe('uint8');
    expect(card.quantization.float32Accuracy - card.quantization.accuracyCost).toBeCloseTo(
      card.accuracy ?? 0,
      4,
    );
    expect(card.bytes['weights.bin']).toBeLessThan(((await cardOf('1')).bytes['weights.bin'] ?? 0) / 3.5);
  });

  it('compares both in one table, and tells by McNemar how far they differ', async () => {
    await evaluate('--data', pictures, '--model', 'pictures@1', '--model', 'pictures@2');
    expect(printed.text).toMatch(/^18 images\nmodel .* wasm\/s .*\npictures@1 .*\npictures@2 .*\n/);
    expect(printed.text).toMatch(/pictures@1 against pictures@2: \d+ images only .*; McNemar p \d?/);
    expect(printed.text).toContain(`${(100 * ((await cardOf('1')).accuracy ?? 0)).toFixed(2)} %`);
  });

  it('learns from the answers of another model, and refuses one of another task', async () => {
    await train(...asked('--epochs', '1', '--teacher', 'pictures@1'));
    expect((await cardOf('3')).training).toMatchObject({ teacher: { model: 'pictures@1' } });
    const smaller = train(...asked('--epochs', '1', '--teacher', 'pictures@1', '--size', '16'));
    await expect(smaller).rejects.toThrow('images of 16 × 16 × 3; pictures takes 32 × 32 × 3');
  });

  it('cross-validates, and says mean and deviation', async () => {
    await train(...asked('--folds', '2', '--epochs', '1'));
    expect(printed.text).toMatch(/fold 2: accuracy .*\naccuracy \d.* % ± \d.* % over 2 folds\n$/);
  });

  it('serves the pictures of the folder right, as they are', async () => {
    const settings = { ...(await ownSettings()), MODELS_DIR: models, MODELS: 'pictures@1' };
    const { url, app } = await startTestApplication(settings);
    const topic = readConfig(settings).transport.topics.images;
    const files = ['fish', 'flower', 'house'].flatMap((label) =>
      Array.from({ length: 10 }, (_, at) => ({ label, number: String(at + 1).padStart(3, '0') })),
    );
    const events = await Promise.all(
      files.map(async ({ label, number }, imageIndex) => {
        const names = await readdir(join(pictures, label));
        const name = names.find((each) => each.includes(number)) as string;
        const bytes = await readFile(join(pictures, label, name));
        const body = { kind: 'file' as const, contentType: sniffFileType(bytes) as FileType, bytes };
        const event = { id: `mine/${imageIndex}`, requestId: 'mine', imageIndex, trueLabel: label, body };
        return encodeImageEvent(event, 'embedded', topic);
      }),
    );
    await app.get<Brokers>(BROKERS).get('embedded')!.publish(events);
    const stored = async () =>
      (await call<{ label: string; trueLabel: string }[]>(`${url}/requests/mine/predictions?limit=100`)).body;
    await expect.poll(async () => (await stored()).length, { timeout: 20_000 }).toBe(30);
    const right = (await stored()).filter(({ label, trueLabel }) => label === trueLabel);
    expect(right.length).toBeGreaterThan(20);
  });
});

it.skipIf(noRealSet)(`evaluates the committed model to what its card says${noRealSet}`, async () => {
  vi.stubEnv('CACHE_DIR', await temporaryFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  await evaluate('--model', 'fashion-mnist@1', '--json');
  const { models } = JSON.parse(printed.text) as {
    models: { model: string; evaluation: { accuracy: number } }[];
  };
  const card = JSON.parse(
    await readFile(join(repository, 'models/fashion-mnist/1/card.json'), 'utf8'),
  ) as TrainedCard;
  expect(models).toMatchObject([{ model: 'fashion-mnist@1' }]);
  expect(models[0]?.evaluation.accuracy).toBeCloseTo(card.accuracy ?? 0, 3);
});

it('refuses a model of other labels, or of another size, than the images', async () => {
  const folder = await temporaryFolder();
  const script = join(repository, 'scripts/draw-pictures.mjs');
  await promisify(execFile)(process.execPath, [script, folder, '1'], { cwd: repository });
  await expect(evaluate('--model', 'fashion-mnist@1', '--data', folder, '--test', '1')).rejects.toThrow(
    'labels fish, flower, house; fashion-mnist answers T-shirt/top',
  );
});
