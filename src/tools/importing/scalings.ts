import { presetNames } from '../../serving/models/card-words.js';

/** How bytes become a network's input: a preset of the card, or `bytes` where the network scales them itself. */
export const scalings = [...presetNames, 'bytes'] as const;
export type Scaling = (typeof scalings)[number];
