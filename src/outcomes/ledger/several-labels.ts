import { type RawBuilder, sql } from 'kysely';
import type { RankedLabel } from '../../events/prediction.event.js';

/** What rows say of an image's labels. */
export interface LabelColumns {
  readonly label: string | null;
  /** Null where an image has exactly one label. */
  readonly labels: string | null;
  readonly true_label: string | null;
}

/**
 * Labels as one text that SQL can search on every database: a line for each, between two line breaks. No label has a
 * control character: the event's codec refuses them.
 */
export const textOfLabels = (labels: readonly RankedLabel[]): string =>
  [
    '',
    ...labels.map(({ label, classIndex, confidence }) => `${label}\t${classIndex}\t${confidence}`),
    '',
  ].join('\n');

/** Restores the argument of `textOfLabels`. */
export function labelsOfText(text: string): RankedLabel[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [label = '', classIndex, confidence] = line.split('\t');
    return { label, classIndex: Number(classIndex), confidence: Number(confidence) };
  });
}

/**
 * The label that an image is counted with, once: the true one where the image has it, else the likeliest. So it is
 * right where this label is the true one.
 */
export function countedLabel({ label, labels, true_label }: LabelColumns): string {
  const isAmongThem = labels !== null && namesIn(labels).includes(true_label ?? '');
  return (isAmongThem ? true_label : label) ?? '';
}

/** The other labels of the image. */
export const furtherLabels = (columns: LabelColumns): string[] =>
  columns.labels === null ? [] : namesIn(columns.labels).filter((name) => name !== countedLabel(columns));

const namesIn = (text: string) => labelsOfText(text).map(({ label }) => label);

/** Condition in SQL: a row of `table` has this label, as its only one or as one of several. */
export function hasLabel(name: RawBuilder<unknown>, table: string): RawBuilder<boolean> {
  const labels = sql`coalesce(${sql.ref(`${table}.labels`)}, '')`;
  const line = sql`${sql.lit('\n')} || cast(${name} as text) || ${sql.lit('\t')}`;
  return sql<boolean>`(${sql.ref(`${table}.label`)} = ${name} or replace(${labels}, ${line}, '') <> ${labels})`;
}

/** Condition in SQL: the true label is one of the image's. */
export const isRight = (table = 'outcomes') => hasLabel(sql.ref(`${table}.true_label`), table);
