import type { InputFile } from './card-file.js';
import type { PresetName } from './card-words.js';

const minusOneToOne = { scale: 1 / 127.5, offset: -1 };
const photograph = { width: 224, height: 224, channels: 3 };

/** What the usual libraries do with a picture before it enters their networks. */
export const inputPresets: Readonly<Record<PresetName, InputFile>> = {
  // torchvision.transforms: Resize(256), CenterCrop(224), ToTensor, Normalize.
  imagenet: {
    ...photograph,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    fit: 'cover',
    interpolation: 'bilinear',
  },
  // keras.applications, mode "tf".
  tf: minusOneToOne,
  // keras.applications, mode "caffe": the means of ImageNet, blue first.
  caffe: { ...photograph, scale: 1, offset: [-103.939, -116.779, -123.68], colors: 'BGR' },
  'teachable-machine': { ...photograph, ...minusOneToOne, fit: 'cover', interpolation: 'bilinear' },
  unit: { scale: 1 / 255, offset: 0 },
};
