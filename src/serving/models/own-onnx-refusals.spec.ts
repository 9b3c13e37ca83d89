import { readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onnxCard, onnxInputs, perChannel, withOnnx, withOnnxInput } from '../../../test/support/own-onnx.js';
import { type BackendChoice, openBackends } from './backends/open-backends.js';
import { readModelCard } from './model-card.js';
import { decodeOnnx, encodeOnnx } from './onnx/onnx-messages.js';

const logits = { input: perChannel, output: 'logits' };

/** What opening it says, in this thread: a damaged file must not end the process. */
async function refusalOf(directory: string, choice: BackendChoice = 'auto'): Promise<string> {
  const opened = readModelCard(directory).then((read) =>
    openBackends({ directory, card: read, cacheDirectory: directory }, choice),
  );
  const error: unknown = await opened.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: choice === 'auto' ? 'MODEL_UNAVAILABLE' : 'BAD_CONFIG' });
  return (error as Error).message;
}

describe('an ONNX file is refused', () => {
  it.each<[string, string, object, RegExp]>([
    [
      'for an operator of another library, by its name',
      'foreign',
      {},
      /model\.onnx cannot be used: ONNX has no operation "com\.example\.Sharpen", and no code is loaded with a model/,
    ],
    [
      'for labels that are too few',
      'uint8',
      { labels: ['a', 'b'] },
      /its output is 3, expected 2 as the card says/,
    ],
    [
      'for images of another size',
      'channels-first',
      { input: { ...onnxCard.input, width: 5 } },
      /its input is 3 × 3 × 4, expected 3 × 5 × 3 as the card says/,
    ],
    [
      'for fractions where it takes whole numbers',
      'int64',
      { input: { ...onnxCard.input, scale: 1 / 255 } },
      /its input image takes int64, but scale and offset make other numbers: write "scale": 1/,
    ],
    ['for maps in place of values', 'sklearn-zipmap', {}, /output_probability \(no tensor\).*zipmap=False/],
    [
      'for logits that are called probabilities',
      'channels-first',
      {},
      /write "output": "logits" into card\.json/,
    ],
  ])('%s', async (_, name, changes, message) => {
    expect(await refusalOf(await withOnnx(name, changes))).toMatch(message);
  });

  it.each([
    [
      [3, 4, 3],
      /its input is 3 × 4 × 3, expected the size of an image with 1 or 3 channels, either first or last/,
    ],
    [[784], /its input is 784, expected the size of an image/],
  ])('with labels.txt alone, where its sizes %j leave the image open', async (sizes, message) => {
    await expect(readModelCard(await withOnnxInput(sizes, 'float32'))).rejects.toThrow(message);
  });

  it('on a backend that cannot run it', async () => {
    expect(await refusalOf(await withOnnx('uint8'), 'wasm')).toMatch(
      /BACKEND=wasm does not run .*model\.onnx; set BACKEND=auto or onnx/,
    );
  });

  it.each(['/etc/hosts', '../card.json', 'a\\..\\..\\b', 'C:\\weights', ''])(
    'where its weights are in "%s", outside of the folder',
    async (location) => {
      const folder = await withOnnx('external');
      const model = decodeOnnx(await readFile(join(folder, 'model.onnx')));
      const initializer = model.graph?.initializer.map((tensor) => ({
        ...tensor,
        externalData: [{ key: 'location', value: location }],
      }));
      const moved = { ...model, graph: { ...model.graph, initializer } } as typeof model;
      await writeFile(join(folder, 'model.onnx'), encodeOnnx(moved));
      expect(await refusalOf(folder)).toMatch(/the file of its weight "\w+", ".*", leads out of the folder/);
    },
  );

  it('where its weights are a link that leads out of the folder, or are not there', async () => {
    const folder = await withOnnx('external');
    expect(await refusalOf(folder)).toMatch(/external\.weights cannot be used: ENOENT/);
    await symlink(join(onnxInputs, 'external.weights'), join(folder, 'external.weights'));
    expect(await refusalOf(folder)).toMatch(/external\.weights cannot be used: it is outside of the folder/);
  });

  it('where it is cut at any place, and the process goes on', async () => {
    const folder = await withOnnx('channels-first', logits);
    const path = join(folder, 'model.onnx');
    const whole = await readFile(path);
    for (let length = 0; length < whole.length; length += 23) {
      await writeFile(path, whole);
      await truncate(path, length);
      expect(await refusalOf(folder)).toContain(folder);
    }
  });

  it('or answers, where any of its bytes is another, and the process goes on', async () => {
    const folder = await withOnnx('channels-first', logits);
    const path = join(folder, 'model.onnx');
    const whole = await readFile(path);
    const read = await readModelCard(folder);
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      await writeFile(path, damaged);
      const files = { directory: folder, card: read, cacheDirectory: folder };
      const opened = await openBackends(files, 'auto').catch((error: unknown) => error);
      if ('backends' in (opened as object)) continue;
      expect(opened).toMatchObject({ code: 'MODEL_UNAVAILABLE', message: expect.stringContaining(folder) });
    }
  });

  it('where it is random bytes, and the process goes on', async () => {
    const folder = await withOnnx('uint8');
    for (let seed = 1; seed <= 20; seed += 1) {
      const noise = Uint8Array.from({ length: 500 }, (_, at) => (Math.sin(seed * 1000 + at) * 1e6) & 255);
      await writeFile(join(folder, 'model.onnx'), noise);
      expect(await refusalOf(folder)).toMatch(
        /model\.onnx cannot be used: it is no ONNX file, or is damaged/,
      );
    }
  });
});
