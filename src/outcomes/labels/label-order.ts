import type { LabelRow } from '../database/schema.js';

type Given = Pick<LabelRow, 'given_at' | 'label' | 'class_index' | 'source'>;

/**
 * Sorts labels of an image, the one that counts first: the one given last. Labels of one moment are ordered by their
 * content, so that every order of arrival leads to the same truth.
 */
export function compareLabels(one: Given, other: Given): number {
  return (
    compare(momentOf(other), momentOf(one)) ||
    compare(other.label ?? '', one.label ?? '') ||
    (other.class_index ?? -1) - (one.class_index ?? -1) ||
    compare(other.source ?? '', one.source ?? '')
  );
}

/** As text `…00.123456Z` would come before `…00.123Z`. */
const momentOf = ({ given_at }: Given) => given_at.replace('Z', '');

/** By code units, as no database's collation does. */
const compare = (one: string, other: string) => Number(one > other) - Number(one < other);
