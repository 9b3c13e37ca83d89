import { z } from 'zod';
import { databaseDown, type Body, endpoint } from '../../foundation/contract/endpoint.js';
import { anyPosition, count, maybeText, text, wholeNumber } from '../../foundation/contract/fields.js';

const storedOutcome = z.object({
  seq: count.describe('Grows with every outcome: the cursor of the list'),
  imageId: text,
  imageSource: maybeText.describe('The source of its event; null for images of earlier versions'),
  imageEventId: maybeText.describe('The id of its event; null where it is the imageId'),
  requestId: text,
  state: z.enum(['pending', 'accepted', 'predicted', 'dead', 'replaying']),
  code: maybeText.describe('Why it is dead'),
  repeats: count.describe('How often the outcome came again'),
});
/** An image's outcome without its prediction. */
export type StoredOutcome = Body<typeof storedOutcome>;

const example: StoredOutcome = {
  seq: 1,
  imageId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/0',
  imageSource: '/seamline/publisher',
  imageEventId: null,
  requestId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90',
  state: 'predicted',
  code: null,
  repeats: 0,
};

const query = z.object({
  limit: wholeNumber(1, 10_000).default(1_000),
  after: anyPosition.describe('Only those with a larger seq: the next page').default(0),
});
export type OldestFirst = z.output<typeof query>;

export const listOutcomes = endpoint({
  name: 'listOutcomes',
  summary: 'Which images have their outcome, oldest first: what `seamline verify` reads',
  query,
  answers: { 200: z.array(storedOutcome).meta({ examples: [[example]] }) },
  failures: [databaseDown],
});
