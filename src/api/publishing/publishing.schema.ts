import { z } from 'zod';
import { type Body, databaseDown } from '../../foundation/contract/endpoint.js';
import { count, text, wholeNumber } from '../../foundation/contract/fields.js';

const links = z
  .object({ request: text, predictions: text, labels: text, page: text })
  .describe(
    'Paths of the request’s account, its predictions and its labels, and of the page that shows them',
  );

/** The answer for a request. */
export const published = z.object({
  requestId: text,
  broker: text,
  accepted: count.describe('Images that the broker has confirmed'),
  publishing: z
    .boolean()
    .describe(
      'True after 30 s: the rest is still being published, and the request’s ledger shows how far it is',
    ),
  links,
});
export type Published = Body<typeof published>;

export function linksOf(requestId: string): Published['links'] {
  const request = `/requests/${requestId}`;
  return {
    request,
    predictions: `${request}/predictions`,
    labels: `${request}/labels`,
    page: `/?request=${requestId}`,
  };
}

const requestId = '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90';
export const publishedExample: Published = {
  requestId,
  broker: 'kafka',
  accepted: 100,
  publishing: false,
  links: linksOf(requestId),
};

export const waitSeconds = wholeNumber(0, 300)
  .describe('Seconds to wait for the answer; 202 with what is there when the time is up')
  .optional();

/** The common part of every endpoint that publishes images. */
export const publishing = {
  params: z.object({ broker: text.describe('A name from `GET /brokers`').optional() }),
  headers: z.object({
    traceparent: text.describe('W3C Trace Context, which every image carries on').optional(),
    tracestate: text.describe('W3C Trace Context, beside traceparent').optional(),
  }),
  failures: [
    'UNKNOWN_BROKER',
    'BROKER_NOT_ENABLED',
    'BROKER_UNAVAILABLE',
    'BROKER_REFUSED',
    'TOO_MANY_PUSHES',
    'TOO_MANY_READERS',
    databaseDown,
  ],
  failureDescriptions: {
    403: 'A page of another site asked',
    404: 'No such broker; the answer lists them',
    409: 'A known broker that this process does not speak',
    503:
      'The broker is away: nothing was sent. It was lost half-way: with the request’s id and the counts of images ' +
      'that are confirmed, unknown and not sent. Too many images, or answers, wait already: nothing was sent',
  },
} as const;
