import type { NetworkInput } from '../backends/backend.js';
import { toHalf } from './half.js';

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
} as const;

/** The types that an input may have. */
export type InputType = keyof typeof arrays;
export const inputTypes = Object.keys(arrays) as readonly InputType[];

type Values = InstanceType<(typeof arrays)[InputType]>;

/**
 * Turns bytes into the values that a network takes: scaled, in its type, and in its order of axes. Each channel has a
 * table of its 256 values. The memory is reused, so an answer is valid until the next call.
 */
export class InputValues {
  private readonly tables: readonly Values[];
  private memory: Values;

  constructor(
    readonly type: InputType,
    private readonly input: NetworkInput,
    private readonly layout: 'NHWC' | 'NCHW',
  ) {
    this.tables = input.scale.map((scale, channel) => tableOf(type, scale, input.offset[channel] ?? 0));
    this.memory = new arrays[type](0);
  }

  /** @returns `count` images, the first of them being image `first` of the pixels. Images beyond the last are zeros. */
  of(pixels: Uint8Array, first: number, count: number): Values {
    const { width, height, channels } = this.input;
    const size = width * height * channels;
    if (this.memory.length < count * size) this.memory = new arrays[this.type](count * size);
    const values = this.memory.subarray(0, count * size);
    const there = Math.min(count, pixels.length / size - first);
    values.fill((this.type === 'int64' ? 0n : 0) as never, there * size);
    for (let image = 0; image < there; image += 1)
      this.fill(pixels, (first + image) * size, values, image * size);
    return values;
  }

  private fill(pixels: Uint8Array, from: number, values: Values, to: number): void {
    const { width, height, channels } = this.input;
    const area = width * height;
    const [step, channelStep] = this.layout === 'NCHW' ? [1, area] : [channels, 1];
    for (let channel = 0; channel < channels; channel += 1) {
      const table = this.tables[channel] as Values;
      let at = to + channel * channelStep;
      for (let source = from + channel; source < from + area * channels; source += channels, at += step)
        values[at] = table[pixels[source] as number] as never;
    }
  }
}

/** Whether each byte becomes a value that the type can hold: integers hold no fractions. */
export function canHold(type: InputType, { scale, offset }: NetworkInput): boolean {
  if (type.startsWith('float')) return true;
  const ends = scale.flatMap((factor, channel) => {
    const summand = offset[channel] ?? 0;
    return [factor, summand, 255 * factor + summand];
  });
  return (
    ends.every(Number.isInteger) && (type !== 'uint8' || ends.every((value) => value >= 0 && value <= 255))
  );
}

function tableOf(type: InputType, scale: number, offset: number): Values {
  const values = Array.from({ length: 256 }, (_, byte) => byte * scale + offset);
  if (type === 'int64') return BigInt64Array.from(values, (value) => BigInt(value));
  return arrays[type].from(type === 'float16' ? values.map(toHalf) : values);
}
