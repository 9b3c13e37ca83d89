import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { idxFile } from '../../test/support/idx-file.js';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { Engine } from '../serving/models/engine.js';
import { orderedBatches, wholeOf } from './batches.js';
import { IdxDataset } from './dataset/idx.dataset.js';
import { parseIdx } from './dataset/idx.js';
import { SoftLabels, softened } from './teacher.js';

const directory = fileURLToPath(new URL('../../models/fashion-mnist-lenet/1', import.meta.url));

it('is asked about the very pictures that the student sees, in each epoch', async () => {
  const teacher = await Engine.open(directory, {
    backend: 'wasm',
    batchSize: 128,
    cacheDirectory: await temporaryFolder(),
  });
  onTestFinished(() => teacher.dispose());
  const size = 130;
  const pixels = Array.from({ length: size * 784 }, (_, at) => (at * 7_919) % 256);
  const { labels: names } = teacher.card;
  const part = wholeOf(
    new IdxDataset({
      name: 'stripes',
      description: 'stripes',
      labels: names,
      images: parseIdx(idxFile([size, 28, 28], pixels)),
      classes: parseIdx(idxFile([size], Array<number>(size).fill(0))),
    }),
  );
  const augmentation = { mirror: true, furthestMove: 2, erase: 0.4 };
  const lesson = { variants: 2, temperature: 1, augmentation, seed: 3 };
  const labels = await SoftLabels.ask(teacher, part, lesson);
  const seen = new Set<string>();
  for (const epoch of [0, 1, 2]) {
    const [batch] = orderedBatches(part, size, labels.writeOf(epoch, { scale: 1, offset: 0 }));
    const { values = new Float32Array() } = batch ?? {};
    const answers = await teacher.predict(Uint8Array.from(values), size);
    for (const index of [0, 64, 129]) {
      const own = answers.subarray(index * names.length, (index + 1) * names.length);
      expect([...labels.of(index, epoch)]).toEqual([...own].map((share) => expect.closeTo(share, 5)));
    }
    seen.add(values.join());
  }
  // The third epoch is as the first.
  expect(seen.size).toBe(2);
});

it('brings out the unlikely classes at a higher temperature', () => {
  // Logits ln 16, ln 4 and ln 1 at temperature 2 are ln 4, ln 2 and ln 1.
  const shares = softened(Float32Array.of(16 / 21, 4 / 21, 1 / 21), 2);
  expect([...shares]).toEqual([4 / 7, 2 / 7, 1 / 7].map((share) => expect.closeTo(share, 6)));
});

it('leaves them as they are at 1', () => {
  expect([...softened(Float32Array.of(0.75, 0.25), 1)]).toEqual([0.75, 0.25]);
});
