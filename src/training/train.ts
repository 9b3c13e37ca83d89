import type { ModelCard } from '../models/model.js';
import type { Tfjs } from '../models/tfjs.js';
import { readConfig } from '../config/config.js';
import type { IdxDataset } from '../dataset/idx.dataset.js';
import { readHalf } from '../dataset/open-dataset.js';
import { seededRandom } from '../dataset/random.js';
import { mirroredAndMoved, plain } from './augment.js';
import type { Part } from './batches.js';
import { accuracyOf } from './evaluate.js';
import { fit, variablesOf } from './fit.js';
import { loadTrainingTfjs } from './native.js';
import { classifierLoss, lenet5, type Network } from './network.js';
import { runScript, type TrainingFlags } from './run-script.js';
import { saveModel } from './save-model.js';

const heldOut = 5_000;
const scaling = { scale: 1 / 127.5, offset: -1 };
const recipe = { peakRate: 0.003, labelSmoothing: 0.05, furthestMove: 1 };

/** Trains the Fashion-MNIST classifier, measures it on the test set, and writes the model and its card. */
async function train(flags: TrainingFlags): Promise<void> {
  const tf = await loadTrainingTfjs();
  const { dataset: config } = readConfig();
  const training = await readHalf(config, 'training');
  const test = await readHalf(config, 'test');
  const { width, height, size, labels } = training;
  const network = lenet5(tf, [height, width, 1], labels.length, flags.seed);
  const measure = (part: Part) => accuracyOf(tf, network.classifier, part, plain(scaling));

  let heldOutAccuracy = 0;
  for (const { epoch, loss } of rounds(tf, network, training, flags)) {
    heldOutAccuracy = measure({ dataset: training, start: size - heldOut, end: size });
    const figures = `loss ${loss.toFixed(4)}, held-out accuracy ${percent(heldOutAccuracy)}`;
    console.log(`epoch ${epoch}/${flags.epochs}: ${figures}`);
  }

  const accuracy = measure({ dataset: test, start: 0, end: test.size });
  const parameters = network.classifier.countParams();
  await saveModel(
    tf,
    network.classifier,
    cardOf(training, flags, { accuracy, heldOutAccuracy, parameters }),
    flags.out,
  );
  console.log(`test accuracy ${percent(accuracy)}; written to ${flags.out}`);
}

function rounds(tf: Tfjs, network: Network, dataset: IdxDataset, { epochs, batch, seed }: TrainingFlags) {
  const random = seededRandom(seed);
  return fit(tf, {
    epochs,
    batchSize: batch,
    peakRate: recipe.peakRate,
    random,
    part: { dataset, start: 0, end: dataset.size - heldOut },
    write: mirroredAndMoved(scaling, dataset.width, recipe.furthestMove, random),
    variables: variablesOf(network.logits),
    lossOf: (images) => classifierLoss(tf, network, images, recipe.labelSmoothing),
  });
}

interface Figures {
  readonly accuracy: number;
  readonly heldOutAccuracy: number;
  readonly parameters: number;
}

function cardOf(
  { width, height, size, labels }: IdxDataset,
  flags: TrainingFlags,
  figures: Figures,
): ModelCard {
  const { epochs, batch, seed } = flags;
  const { accuracy, ...others } = figures;
  return {
    name: 'fashion-mnist',
    version: '1',
    labels,
    input: { width, height, channels: 1, ...scaling },
    accuracy,
    training: {
      command: `npm run train -- --epochs ${epochs} --batch ${batch} --seed ${seed}`,
      network: 'LeNet-5 with ReLU and max pooling',
      data: `${size - heldOut} images of the Fashion-MNIST training set, mirrored and moved at random`,
      ...others,
      ...recipe,
    },
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

runScript({ epochs: 40, batch: 128, seed: 1, out: 'models/fashion-mnist/1' }, train);
