import type { ModelCard } from '../model.js';
import type { NetworkInput } from './backend.js';

/** A card's input, with its scale and offset for each channel. */
export function networkInput({ width, height, channels, scale, offset }: ModelCard['input']): NetworkInput {
  const each = (value: number) => Array.from({ length: channels }, () => value);
  return { width, height, channels, scale: each(scale), offset: each(offset) };
}
