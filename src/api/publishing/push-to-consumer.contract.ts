import { z } from 'zod';
import { endpoint } from '../../foundation/contract/endpoint.js';
import { documentedAs } from '../../foundation/contract/fields.js';
import { labelsExample, requestLabels } from '../../outcomes/ledger/ledger.js';
import { linksOf, published, publishedExample, publishing, waitSeconds } from './publishing.schema.js';

/** `readRange` checks an index, because its limits depend on the data set. */
const index = (minimum: number) => documentedAs(z.unknown(), { type: 'integer', minimum });

/** A misspelt field would be ignored, and `wait` would not wait. */
const range = z.strictObject({
  start_idx: index(0).meta({ description: 'Index of the first image', examples: [0] }),
  end_idx: index(1).meta({ description: 'Index after the last image', examples: [100] }),
  wait: waitSeconds,
});

const labels = requestLabels.extend({ links: published.shape.links });
const labelsWithLinks = { ...labelsExample, links: linksOf(labelsExample.requestId) };

const push = {
  ...publishing,
  summary: 'Publish test images by index range',
  description: 'A browser that asks for HTML is sent on to the page of the request.',
  answers: {
    200: {
      description: 'With `wait`: the predicted labels in the order of the images',
      body: labels.meta({ examples: [labelsWithLinks] }),
    },
    202: {
      description:
        'The broker has confirmed every image, or goes on taking them. With `wait`: not every image has its label yet',
      body: z.union([published, labels]).meta({ examples: [publishedExample] }),
    },
    303: {
      description: 'For a browser: to the page of the request',
      headers: { location: 'Path of the page' },
    },
  },
  failures: ['BAD_REQUEST', 'OUT_OF_RANGE', 'DATASET_UNAVAILABLE', ...publishing.failures],
  failureDescriptions: { ...publishing.failureDescriptions, 400: 'Nothing was published' },
} as const;

export const pushImagesByLink = endpoint({
  ...push,
  name: 'pushImagesByLink',
  nameWithParameter: { broker: 'pushImagesByLinkToBroker' },
  query: range,
});

export const pushImages = endpoint({
  ...push,
  name: 'pushImages',
  nameWithParameter: { broker: 'pushImagesToBroker' },
  body: {
    schema: range,
    contentTypes: ['application/x-www-form-urlencoded', 'application/json'],
    alsoInQuery: true,
  },
});
