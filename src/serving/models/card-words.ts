/** The words that a card may say; docs/models.md describes them. */
export const outputKinds = ['probabilities', 'logits', 'sigmoid', 'sigmoid-logits'] as const;
export type OutputKind = (typeof outputKinds)[number];

export const presetNames = ['imagenet', 'tf', 'caffe', 'teachable-machine', 'unit'] as const;
export type PresetName = (typeof presetNames)[number];

export const interpolations = ['nearest', 'bilinear', 'bicubic', 'lanczos'] as const;
export type Interpolation = (typeof interpolations)[number];
