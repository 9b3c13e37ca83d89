import { z } from 'zod';
import { type Body, endpoint } from '../../foundation/contract/endpoint.js';
import { count, documentedAs, text } from '../../foundation/contract/fields.js';

const dataset = z.object({
  name: text,
  description: text,
  sampled: z.boolean().describe('The images were drawn, and are no test set'),
  size: count.describe('Number of images'),
  labels: z.array(text),
});
export type DatasetView = Body<typeof dataset>;

const example: DatasetView = {
  name: 'fashion-mnist',
  description: 'the Fashion-MNIST test set',
  sampled: false,
  size: 10_000,
  labels: ['T-shirt/top', 'Trouser', 'Pullover'],
};

export const getDataset = endpoint({
  name: 'getDataset',
  summary: 'What the images are; `sampled` when they were drawn and are no test set',
  answers: { 200: dataset.meta({ examples: [example] }) },
});

export const getDatasetImage = endpoint({
  name: 'getDatasetImage',
  summary: 'One image',
  params: z.object({ index: documentedAs(z.string(), { type: 'integer', minimum: 0 }) }),
  headers: z.object({
    'If-None-Match': text.describe('The ETag of the client’s copy of the image').optional(),
  }),
  answers: {
    200: { contentType: 'image/png', headers: { etag: 'Changes with the data set' } },
    304: { description: 'The client has the image' },
  },
  failures: ['NOT_FOUND', 'DATASET_UNAVAILABLE'],
  failureDescriptions: { 404: 'The data set ends before this index' },
});
