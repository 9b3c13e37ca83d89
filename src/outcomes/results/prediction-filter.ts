import { sourceText } from '../ledger/image-query.js';
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import { z } from 'zod';
import { anyTime, documentedAs, yesOrNo } from '../../foundation/contract/fields.js';
import type { Tables } from '../database/schema.js';
import { hasLabel, isRight } from '../ledger/several-labels.js';
import type { StoredPrediction } from './outcome-rows.js';

const someText = z.string('given once, as text').min(1, 'not empty').max(512, 'at most 512 characters');

const ratioAllowed = 'a number from 0 to 1';
const ratio = documentedAs(
  z
    .string(ratioAllowed)
    .regex(/^(\d?\.)?\d+(e-\d+)?$/i, ratioAllowed)
    .transform(Number)
    .refine((value) => value <= 1, ratioAllowed),
  { type: 'number', minimum: 0, maximum: 1 },
);

/** The filters of predictions in a URL's query. All given filters must match. */
export const filterQuery = {
  request: someText.describe('Of the request with this id').optional(),
  image: someText.describe('Of the image with this imageId').optional(),
  imageSource: sourceText.describe('Of images whose event has this source').optional(),
  imageKey: someText.describe('Of images whose message had this key').optional(),
  label: someText.describe('With this predicted label, also as one of several').optional(),
  model: someText.describe('By this model').optional(),
  modelVersion: someText.describe('By this version of the model').optional(),
  broker: someText.describe('Of images that came over this broker').optional(),
  confidenceBelow: ratio.describe('With less confidence, 0 to 1').optional(),
  wrong: yesOrNo.describe('true: they differ from the true label; false: they equal it').optional(),
  unsure: yesOrNo.describe('true: with less confidence than UNSURE_BELOW was then').optional(),
  labelled: yesOrNo.describe('true: their true label is known; false: it is not').optional(),
  from: anyTime.describe('Stored at this time or later, ISO 8601').optional(),
  to: anyTime.describe('Stored before this time, ISO 8601').optional(),
};

const filter = z.object(filterQuery);
export type PredictionFilter = z.output<typeof filter>;

const columns = {
  request: 'request_id',
  image: 'image_id',
  imageSource: 'event_source',
  imageKey: 'event_key',
  label: 'label',
  model: 'model',
  modelVersion: 'model_version',
  broker: 'broker',
} as const;

const texts = ['imageSource', 'imageKey', 'model', 'modelVersion', 'broker'] as const;

/** Condition for rows that are predicted and match the filter. */
export function matchesPredictionFilter(filter: PredictionFilter) {
  return (eb: ExpressionBuilder<Tables, 'outcomes'>): Expression<SqlBool> => {
    const conditions: Expression<SqlBool>[] = [eb('state', '=', 'predicted')];
    for (const [field, column] of Object.entries(columns) as [keyof typeof columns, 'label'][]) {
      const value = filter[field];
      if (value === undefined) continue;
      conditions.push(field === 'label' ? hasLabel(sql`${value}`, 'outcomes') : eb(column, '=', value));
    }
    const { confidenceBelow, wrong, unsure, labelled, from, to } = filter;
    if (confidenceBelow !== undefined) conditions.push(eb('confidence', '<', confidenceBelow));
    if (wrong !== undefined) conditions.push(wrong ? eb.not(isRight()) : isRight());
    if (unsure !== undefined) conditions.push(eb(sql`coalesce(unsure, 0)`, '=', unsure ? 1 : 0));
    if (labelled !== undefined) conditions.push(eb('true_label', labelled ? 'is not' : 'is', null));
    if (from !== undefined) conditions.push(eb('decided_at', '>=', from));
    if (to !== undefined) conditions.push(eb('decided_at', '<', to));
    return eb.and(conditions);
  };
}

/** The same for a prediction that has been read. */
export function accepts(filter: PredictionFilter, prediction: StoredPrediction): boolean {
  const { request, image, confidenceBelow, wrong, unsure, labelled, from, to } = filter;
  const { requestId, confidence, trueLabel, decidedAt } = prediction;
  return (
    (request === undefined || request === requestId) &&
    (image === undefined || image === prediction.imageId) &&
    texts.every((field) => filter[field] === undefined || filter[field] === prediction[field]) &&
    (filter.label === undefined || has(prediction, filter.label)) &&
    (confidenceBelow === undefined || confidence < confidenceBelow) &&
    (wrong === undefined || (trueLabel !== undefined && has(prediction, trueLabel) !== wrong)) &&
    (unsure === undefined || prediction.unsure === unsure) &&
    (labelled === undefined || (trueLabel !== undefined) === labelled) &&
    (from === undefined || decidedAt >= from) &&
    (to === undefined || decidedAt < to)
  );
}

const has = ({ label, labels = [] }: StoredPrediction, name: string) =>
  label === name || labels.some((one) => one.label === name);
