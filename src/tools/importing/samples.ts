import { errorText } from '../../foundation/errors/app.error.js';
import { ranked } from '../../serving/classifier/classification.js';
import type { Engine } from '../../serving/models/engine.js';
import { toModelInput } from '../../serving/models/preprocess.js';
import { picturesIn } from '../console/picture-files.js';
import type { FoundPicture, PictureOptions } from '../console/picture.js';

/** A picture and its three likeliest labels, or why it has none. */
export interface SamplePicture {
  readonly picture: string;
  readonly labels?: readonly { readonly label: string; readonly confidence: number }[];
  readonly error?: string;
}

/** So many show whether colours, scale and labels are right. */
const most = 20;

/** Classifies the first 20 pictures of a folder, as the service would. */
export async function classifySamples(
  engine: Engine,
  folder: string,
  limits: Omit<PictureOptions, 'labels'>,
): Promise<SamplePicture[]> {
  const samples: SamplePicture[] = [];
  for await (const picture of picturesIn(folder, { ...limits, labels: false })) {
    if (samples.length === most) break;
    samples.push(await classify(engine, picture, limits.maxImagePixels));
  }
  return samples;
}

async function classify(engine: Engine, picture: FoundPicture, maxPixels: number): Promise<SamplePicture> {
  try {
    const pixels = await toModelInput(await picture.read(), engine.card.input, maxPixels);
    const probabilities = await engine.predict(pixels, 1);
    const labels = ranked(engine.card.labels, probabilities, 3);
    return {
      picture: picture.name,
      labels: labels.map(({ label, confidence }) => ({ label, confidence: Number(confidence.toFixed(4)) })),
    };
  } catch (error) {
    return { picture: picture.name, error: errorText(error) };
  }
}
