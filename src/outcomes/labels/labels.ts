import { z } from 'zod';
import type { Body } from '../../foundation/contract/endpoint.js';
import { count, maybeText, time } from '../../foundation/contract/fields.js';
import type { OutcomeState } from '../database/schema.js';
import type { LabelColumns } from '../ledger/several-labels.js';

/** A given true label of an image: its text, or its index. */
export interface GivenLabel {
  /** The image's name, or the id of its event. */
  readonly imageId: string;
  readonly imageSource?: string | undefined;
  readonly label: string | number;
  /** The person or program that gave it. */
  readonly source: string | undefined;
  /** ISO 8601. Of several labels the one given last counts, in whichever order they are stored. */
  readonly givenAt: string;
}

/** A label with its index in the labels of the model that predicted. */
export interface NamedLabel {
  readonly label: string;
  readonly classIndex: number;
}

/** A label to store: with its name where the model that predicted is known, else to wait for the prediction. */
export interface LabelEntry extends GivenLabel {
  readonly named: NamedLabel | undefined;
}

/** The part of an image's outcome that labels need. */
export interface LabelledOutcome extends LabelColumns {
  readonly state: OutcomeState;
  readonly model: string | null;
  readonly modelVersion: string | null;
}

/** A label that waits, and the model that has predicted its image meanwhile. */
export interface WaitingLabel {
  readonly id: number;
  readonly imageId: string;
  readonly label: string | number;
  readonly model: string;
  readonly modelVersion: string;
}

/** The decision on a waiting label: its name, or the reason of its refusal. */
export type SettledLabel = Pick<WaitingLabel, 'id' | 'imageId'> &
  ({ readonly named: NamedLabel } | { readonly reason: string });

/** A label in the history. */
export type StoredLabel = Body<typeof storedLabel>;
export const storedLabel = z.object({
  label: maybeText.describe('As it was given, where it is not accepted: a label, or an index'),
  classIndex: count.nullable(),
  source: maybeText,
  state: z.enum(['waiting', 'accepted', 'refused']),
  counts: z.boolean().describe('Whether it is the truth now'),
  replaced: maybeText.describe(
    'The truth that it took the place of: an earlier label, or the one that came with the image',
  ),
  reason: maybeText.describe('Why it is refused'),
  givenAt: time,
  storedAt: time,
});
