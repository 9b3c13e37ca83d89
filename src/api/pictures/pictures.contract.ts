import { z } from 'zod';
import { databaseDown, endpoint } from '../../foundation/contract/endpoint.js';

const someText = z.string('given once, as text').min(1, 'not empty');

const picture = {
  params: z.object({ imageId: z.string().describe('The imageId of a prediction, with / as %2F') }),
  answers: { 200: { contentType: 'image/png' } },
  failures: ['NOT_FOUND', databaseDown, 'DATASET_UNAVAILABLE'],
} as const;

export const getImage = endpoint({
  ...picture,
  name: 'getImage',
  summary: 'The picture of an image, by its id with / as %2F',
  failureDescriptions: { 404: 'No picture of this image is kept' },
});

export const getModelInput = endpoint({
  ...picture,
  name: 'getModelInput',
  summary: 'What a model sees of an image: the picture as it enters the network',
  query: z.object({
    model: someText.describe('Its name'),
    modelVersion: someText.describe('Its version'),
  }),
  failures: [...picture.failures, 'UNKNOWN_MODEL'],
  failureDescriptions: { 404: 'No picture of this image is kept, or there is no such model' },
});
