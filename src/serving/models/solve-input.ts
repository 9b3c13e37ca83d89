import type { InputFile } from './card-file.js';
import { inputPresets } from './input-presets.js';
import type { ModelCard } from './model.js';

type Input = ModelCard['input'];
type EachChannel = number | readonly number[];

/** Values of one picture: 256 MiB of float32, and a batch has several. */
const maxValues = 2 ** 26;

/** Receives a mistake: the field, and the text behind it. */
export type Report = (field: string, text: string) => void;

/**
 * Writes out what a card says of the input in short: a preset, one number for all channels, mean and deviation.
 *
 * @param report receives each mistake; where there is one, the result must not be used.
 */
export function solveInput(file: InputFile, report: Report): Input {
  const { preset, mean, std, scale, offset, ...rest } = withPreset(file);
  const { width = 0, height = 0, channels = 0, colors, layout, type } = rest;
  for (const [field, size] of Object.entries({ width, height, channels })) {
    if (size === 0) report(field, 'missing');
  }
  if (width * height * channels > maxValues) {
    report(
      'width',
      `${width} × ${height} pixels are ${width * height * channels} values, allowed are ${maxValues}`,
    );
  }
  if (channels !== 0) checkChannels(channels, report);
  if (colors === 'BGR' && channels !== 3) report('colors', '"BGR" needs 3 channels');
  const values = solveScale({ mean, std, scale, offset }, channels, report);
  const whole = [...values.scale, ...values.offset].every(Number.isInteger);
  if (type && type !== 'float32' && !whole) {
    report('type', `${type} takes whole numbers; "scale" and "offset" must be whole, as 1 and 0`);
  }
  return { ...solveGeometry(rest, preset, report), width, height, channels, ...values, colors, layout, type };
}

/** What the card says itself comes first; scale and offset, or mean and deviation, replace the preset's together. */
function withPreset(file: InputFile): InputFile {
  if (!file.preset) return file;
  const { mean, std, scale, offset, ...others } = inputPresets[file.preset];
  const isStated = [file.mean, file.std, file.scale, file.offset].some((value) => value !== undefined);
  return { ...(isStated ? {} : { mean, std, scale, offset }), ...others, ...file };
}

function checkChannels(channels: number, report: Report): void {
  if (channels === 1 || channels === 3) return;
  report('channels', `${channels}; allowed: 1 (grey) and 3 (colours)`);
}

type Scales = Pick<InputFile, 'mean' | 'std' | 'scale' | 'offset'>;

function solveScale({ mean, std, scale, offset }: Scales, channels: number, report: Report) {
  const isNormal = mean !== undefined || std !== undefined;
  if (isNormal && (scale !== undefined || offset !== undefined)) {
    const other = scale === undefined ? 'offset' : 'scale';
    report(mean === undefined ? 'std' : 'mean', `"${other}" is there too; say one of the two`);
  }
  const each = (field: string, value: EachChannel | undefined) => eachOf(field, value, channels, report);
  if (!isNormal) {
    const found = { scale: each('scale', scale), offset: each('offset', offset) };
    if (found.scale.includes(0)) report('scale', '0, expected another number: all pictures would be alike');
    return found;
  }
  const [means, deviations] = [each('mean', mean), each('std', std)];
  const wrong = deviations.find((value) => value <= 0);
  if (wrong !== undefined) report('std', `${wrong}, expected more than 0`);
  const far = means.find((value) => value < 0 || value > 1);
  if (far !== undefined) {
    report(
      'mean',
      `${far}, expected 0 to 1, where 1 is white; for the scale 0 to 255 say "scale" and "offset"`,
    );
  }
  return {
    scale: deviations.map((deviation) => 1 / (255 * deviation)),
    offset: means.map((value, channel) => -value / (deviations[channel] as number)),
  };
}

function eachOf(
  field: string,
  value: EachChannel | undefined,
  channels: number,
  report: Report,
): readonly number[] {
  if (typeof value === 'number') return Array<number>(Math.min(channels, 3)).fill(value);
  if (value === undefined) {
    const presets = Object.keys(inputPresets).join(', ');
    report(field, `missing; say "scale" and "offset", or "mean" and "std", or a "preset": ${presets}`);
  } else if (value.length !== channels) {
    report(field, `${value.length} values, expected ${channels}, one for each channel`);
  }
  return value ?? [];
}

function solveGeometry(file: InputFile, preset: InputFile['preset'], report: Report) {
  const { width = 0, height = 0, interpolation, background, invert } = file;
  const longest = Math.max(width, height);
  // As torchvision's recipes: 256 for 224, 342 for 299.
  const resize = file.resize ?? (preset === 'imagenet' ? Math.round((longest * 256) / 224) : undefined);
  const fit = file.fit ?? (resize === undefined ? undefined : 'cover');
  if (resize !== undefined && fit !== 'cover') report('fit', `"${fit}" with "resize"; allowed: "cover"`);
  if (resize !== undefined && resize < longest) {
    report('resize', `${resize}, expected at least ${longest}: the cut-out would be larger than the picture`);
  }
  return { fit, resize, interpolation, background, invert };
}
