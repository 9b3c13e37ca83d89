import type { ModelCard } from './model.js';
import type { ScaledPicture } from './scaled-picture.js';

type Layout = Omit<ModelCard['input'], 'scale' | 'offset' | 'fit'>;

/**
 * Puts a picture on the middle of the model's background, inverted if its card says so. Transparent pixels and the
 * area around the picture show the background.
 */
export function layOut(picture: ScaledPicture, input: Layout): Uint8Array {
  const { width, height, channels, background = 0, invert = 'never' } = input;
  const inverts = invert === 'always' || (invert === 'light-background' && isLightAround(picture));
  const fills = picture.width === width && picture.height === height;
  if (fills && channels === 3 && picture.channels === 3 && !inverts) return picture.values;
  const canvas = new Uint8Array(width * height * channels).fill(background);
  const left = Math.floor((width - picture.width) / 2);
  const top = Math.floor((height - picture.height) / 2);
  for (let at = 0; at < picture.width * picture.height; at += 1) {
    const column = at % picture.width;
    const row = (at - column) / picture.width;
    const place = ((top + row) * width + left + column) * channels;
    const opacity = alphaAt(picture, at) / 255;
    for (let channel = 0; channel < channels; channel += 1) {
      const value =
        channels === 1 ? lumaAt(picture, at) : (picture.values[at * picture.channels + channel] as number);
      const shown = inverts ? 255 - value : value;
      canvas[place + channel] = Math.round(shown * opacity + background * (1 - opacity));
    }
  }
  return canvas;
}

const alphaAt = ({ values, channels }: ScaledPicture, at: number) =>
  channels === 4 ? (values[at * 4 + 3] as number) : 255;

/** Grey by ITU-R BT.601, as in most programs. */
function lumaAt({ values, channels }: ScaledPicture, at: number): number {
  const from = at * channels;
  const [red, green, blue] = [values[from] as number, values[from + 1] as number, values[from + 2] as number];
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Whether the outermost pixels, as far as they are opaque, are on average lighter than mid-grey. */
function isLightAround(picture: ScaledPicture): boolean {
  const { width, height } = picture;
  let light = 0;
  let weight = 0;
  for (let at = 0; at < width * height; at += 1) {
    const column = at % width;
    const isInside = column > 0 && column < width - 1 && at >= width && at < width * (height - 1);
    if (isInside) continue;
    const alpha = alphaAt(picture, at);
    light += lumaAt(picture, at) * alpha;
    weight += alpha;
  }
  return weight > 0 && light / weight > 127.5;
}
