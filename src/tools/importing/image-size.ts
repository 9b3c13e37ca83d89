import { InvalidError } from '../../foundation/errors/app.error.js';
import type { NetworkFacts } from './network-facts.js';

/** The pictures that a network takes. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Absent for channels last. */
  readonly layout?: 'NCHW';
}

const isChannels = (size: number | null | undefined) => size === 1 || size === 3;

/** What the shape of the input says; undefined where it leaves that open, or is one row of values. */
export function sizeOfInput({ input }: NetworkFacts): ImageSize | undefined {
  const [first, second, third] = input ?? [];
  if (!first || !second || third === null) return undefined;
  if (input?.length === 2) return { height: first, width: second, channels: 1 };
  if (input?.length !== 3 || !third) return undefined;
  if (isChannels(third)) return { height: first, width: second, channels: third };
  return isChannels(first) ? { height: second, width: third, channels: first, layout: 'NCHW' } : undefined;
}

/**
 * Reads a size such as 224, 28x28x1 or 224x224x3; channels are 3 where they are not said. The place of the channels
 * comes from the network's input.
 *
 * @throws InvalidError `BAD_CONFIG`
 */
export function readSize(text: string, { input }: NetworkFacts): ImageSize {
  const [, width, height = width, channels = '3'] = /^(\d{1,4})(?:x(\d{1,4}))?(?:x([13]))?$/.exec(text) ?? [];
  if (!Number(width) || !Number(height)) {
    throw new InvalidError(
      'BAD_CONFIG',
      `--size ${text}: it must be WIDTHxHEIGHT or WIDTHxHEIGHTxCHANNELS, such as 28x28x1`,
    );
  }
  const isFirst = input?.length === 3 && isChannels(input[0]) && !isChannels(input[2]);
  const size = { width: Number(width), height: Number(height), channels: Number(channels) };
  return isFirst ? { ...size, layout: 'NCHW' } : size;
}

/** As people read it. */
export const shapeText = (shape: readonly (number | null)[] | undefined) =>
  shape?.map((size) => size ?? 'open').join(' × ') ?? 'not in the file';
