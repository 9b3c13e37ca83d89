import { z } from 'zod';
import { imageSourceQuery, severalHaveId } from '../../outcomes/ledger/image-query.js';
import { databaseDown, endpoint } from '../../foundation/contract/endpoint.js';

const someText = z.string('given once, as text').min(1, 'not empty');

const picture = {
  params: z.object({
    imageId: z.string().describe('The imageId of a prediction, or the id of its event, with / as %2F'),
  }),
  query: z.object({ imageSource: imageSourceQuery }),
  answers: { 200: { contentType: 'image/png' } },
  failures: ['NOT_FOUND', 'AMBIGUOUS_IMAGE', databaseDown, 'DATASET_UNAVAILABLE'],
} as const;

export const getImage = endpoint({
  ...picture,
  name: 'getImage',
  summary: 'The picture of an image, by its id with / as %2F',
  failureDescriptions: { 404: 'No picture of this image is kept', 409: severalHaveId },
});

export const getModelInput = endpoint({
  ...picture,
  name: 'getModelInput',
  summary: 'What a model sees of an image: the picture as it enters the network',
  query: z.object({
    ...picture.query.shape,
    model: someText.describe('Its name'),
    modelVersion: someText.describe('Its version'),
  }),
  failures: [...picture.failures, 'UNKNOWN_MODEL'],
  failureDescriptions: {
    404: 'No picture of this image is kept, or only a thumbnail, or there is no such model',
    409: severalHaveId,
  },
});
