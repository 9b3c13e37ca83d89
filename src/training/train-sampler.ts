import { join } from 'node:path';
import { readConfig } from '../configuration.js';
import { readHalf } from './dataset/open-dataset.js';
import { seededRandom } from './dataset/random.js';
import { plain } from './augment.js';
import { wholeOf } from './batches.js';
import { fit, variablesOf } from './fit.js';
import { guidanceLoss, loadGuide } from './guidance.js';
import { latentSpaces } from './latent-space.js';
import { loadTrainingTfjs } from './native.js';
import { runScript, type TrainingFlags } from './run-script.js';
import { samplerLoss, samplerNetwork } from './sampler.network.js';
import { saveDecoder } from './save-decoder.js';

/**
 * `guidance` is the weight of the guide's judgement, used in one of `guidedSteps` steps since it costs the most time.
 */
const recipe = { peakRate: 0.002, latentSpread: 0.8, guide: 'fashion-mnist/1', guidance: 2, guidedSteps: 4 };

/** Trains the decoder that draws images without a real test set, and writes it with its card. */
async function trainSampler({ epochs, batch, seed, out }: TrainingFlags): Promise<void> {
  const tf = await loadTrainingTfjs();
  const config = readConfig();
  const dataset = await readHalf(config.dataset, 'training');
  const { width, height, size, labels } = dataset;
  const network = samplerNetwork(tf, width * height, labels.length, seed);
  const guide = await loadGuide(tf, join(config.model.directory, recipe.guide));
  const images = { part: wholeOf(dataset), write: plain({ scale: 1 / 255, offset: 0 }) };

  const rounds = fit(tf, {
    ...images,
    epochs,
    batchSize: batch,
    peakRate: recipe.peakRate,
    random: seededRandom(seed),
    variables: variablesOf(network.encoder, network.decoder),
    lossOf: (some, step) => {
      const loss = samplerLoss(tf, network, some, seed + step);
      if (step % recipe.guidedSteps !== 0) return loss;
      return loss.add(guidanceLoss(tf, { network, guide }, some, seed + step).mul(recipe.guidance));
    },
  });
  for (const { epoch, loss } of rounds) {
    console.log(`epoch ${epoch}/${epochs}: loss ${loss.toFixed(2)} per image`);
  }

  const about = {
    name: 'fashion-mnist-sampler',
    version: '1',
    labels,
    image: { width, height },
    training: {
      command: `npm run train:sampler -- --epochs ${epochs} --batch ${batch} --seed ${seed}`,
      network: 'decoder of a conditional variational autoencoder: ReLU, then the logistic function',
      data: `${size} images of the Fashion-MNIST training set`,
      ...recipe,
    },
  };
  await saveDecoder(network.decoder, latentSpaces(tf, network, images, recipe.latentSpread), about, out);
  console.log(`decoder written to ${out}`);
}

runScript({ epochs: 20, batch: 128, seed: 1, out: 'models/fashion-mnist-sampler/1' }, trainSampler);
