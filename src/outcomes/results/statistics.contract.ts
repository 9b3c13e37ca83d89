import { z } from 'zod';
import { databaseDown, type Body, endpoint } from '../../foundation/contract/endpoint.js';
import { count, text } from '../../foundation/contract/fields.js';
import { filterQuery } from './prediction-filter.js';

const quantiles = z
  .object({ p50: z.number(), p99: z.number() })
  .describe('Milliseconds below which half, and 99 of 100, of the values are');
export type Quantiles = Body<typeof quantiles>;

const recent = z.object({
  predictions: count,
  known: count.describe('Those of them whose true label is known'),
  right: count.describe('Those of the known that are right'),
  totalMs: quantiles,
  brokerMs: quantiles,
  queueMs: quantiles,
  computeMs: quantiles,
  batchSizes: z
    .array(z.object({ size: count, predictions: count }))
    .describe('How many predictions were made in a batch of each size'),
});
/** The last predictions, 1,000 at most. */
export type RecentStatistics = Body<typeof recent>;

const ofLabels = z.object({
  known: count.describe('Predictions whose true label is known'),
  right: count.describe('Those of them that are right'),
  classes: z
    .array(z.object({ label: text, predictions: count }))
    .describe('Predictions of each label, the most frequent first'),
  confusion: z
    .object({ labels: z.array(text), matrix: z.array(z.array(count)) })
    .describe(
      'The rows are true labels, the columns predicted ones, both in the order of `labels`: of the 100 that occur most ' +
        'often where the truth is known',
    ),
});
export type LabelStatistics = Body<typeof ofLabels>;

const statistics = ofLabels.extend({
  perSecond: z
    .array(count)
    .describe(
      'Outcomes in each of the last 60 whole seconds, the oldest first. Not of a single request, like the two below',
    ),
  recent,
  lag: z.array(z.object({ broker: text, topic: text, lag: count.nullable() })),
});
export type Statistics = Body<typeof statistics>;

const ms = { p50: 4.2, p99: 9.8 };
const example: Statistics = {
  perSecond: [0, 480, 512],
  recent: {
    predictions: 992,
    known: 992,
    right: 913,
    totalMs: { p50: 31.2, p99: 88.4 },
    brokerMs: { p50: 20.1, p99: 70.3 },
    queueMs: ms,
    computeMs: { p50: 5.8, p99: 9.1 },
    batchSizes: [
      { size: 32, predictions: 96 },
      { size: 128, predictions: 896 },
    ],
  },
  known: 992,
  right: 913,
  classes: [
    { label: 'Ankle boot', predictions: 502 },
    { label: 'Sneaker', predictions: 490 },
  ],
  confusion: {
    labels: ['Ankle boot', 'Sneaker'],
    matrix: [
      [460, 36],
      [42, 454],
    ],
  },
  lag: [{ broker: 'kafka', topic: 'images', lag: 1200 }],
};

export const getStatistics = endpoint({
  name: 'getStatistics',
  summary:
    'Throughput, latency, batch sizes, classes, accuracy, confusion matrix, and what waits in the topics',
  description:
    'Cheap enough to be asked for each second. Of one request: classes, accuracy and confusion matrix.',
  query: z.strictObject({
    request: filterQuery.request.describe('Only the predictions of this request'),
  }),
  answers: {
    200: statistics.partial({ perSecond: true, recent: true, lag: true }).meta({ examples: [example] }),
  },
  failures: [databaseDown],
});
