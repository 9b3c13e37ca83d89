import { z } from 'zod';
import { databaseDown, type Body, endpoint } from '../../foundation/contract/endpoint.js';
import { maybeText, text } from '../../foundation/contract/fields.js';
import { labelFields } from '../../events/label.codec.js';
import { imageSourceQuery, severalHaveId } from '../ledger/image-query.js';
import { storedLabel } from './labels.js';

const imageId = '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/17';

const labelledImage = z.object({
  imageId: text,
  state: z
    .enum(['pending', 'accepted', 'predicted', 'dead', 'replaying', 'unknown'])
    .describe('`predicted`, or what keeps its labels waiting'),
  predicted: maybeText,
  trueLabel: maybeText.describe(
    'The truth that counts: the label given last, else the one that came with the image',
  ),
  right: z.boolean().nullable().describe('Of a multi-label model: the truth is one of the labels'),
  allowed: z
    .array(text)
    .nullable()
    .describe(
      'The labels of the model that predicted, in their order; null before that, or where its card is gone',
    ),
  history: z.array(storedLabel).describe('Every label that was given later, the last first'),
});
/** The truth about an image. */
export type ImageTruth = Body<typeof labelledImage>;

const example: ImageTruth = {
  imageId,
  state: 'predicted',
  predicted: 'Pullover',
  trueLabel: 'Coat',
  right: false,
  allowed: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat'],
  history: [
    {
      label: 'Coat',
      classIndex: 4,
      source: 'returns desk',
      state: 'accepted',
      counts: true,
      replaced: 'Shirt',
      reason: null,
      givenAt: '2026-01-02T09:30:00.000Z',
      storedAt: '2026-01-02T09:30:00.004Z',
    },
  ],
};
const body = labelledImage.meta({ examples: [example] });

const ofImage = {
  params: z.object({
    id: z.string().describe('The imageId of a prediction, or the id of its event, with / as %2F'),
  }),
  query: z.object({ imageSource: imageSourceQuery }),
  failures: ['NOT_FOUND', 'AMBIGUOUS_IMAGE', databaseDown],
  failureDescriptions: { 404: 'No image has this id', 409: severalHaveId },
} as const;

export const getImageLabels = endpoint({
  ...ofImage,
  name: 'getImageLabels',
  summary: 'The truth about an image: every label that was given, and those allowed',
  description: 'The id is the imageId of a prediction, with / as %2F.',
  answers: { 200: body },
});

export const labelImage = endpoint({
  ...ofImage,
  name: 'labelImage',
  summary: 'Say what an image really shows',
  description:
    'The id is the imageId of a prediction, with / as %2F. A later label takes the place of an earlier one, which stays in the history.',
  body: z.strictObject({
    label: labelFields.label.meta({
      description: 'A label of the model that predicted, or its index',
      examples: ['Coat'],
    }),
    source: labelFields.source.meta({
      description: 'Where the label comes from',
      examples: ['returns desk'],
    }),
  }),
  answers: {
    200: { description: 'It counts as the truth', body },
    202: { description: 'It is kept until the image is predicted', body },
  },
  failures: ['UNKNOWN_LABEL', 'MODEL_UNAVAILABLE', ...ofImage.failures],
  failureDescriptions: {
    ...ofImage.failureDescriptions,
    400: 'The model that predicted does not know the label',
  },
});
