import { inWords } from './in-words.js';
import type { Sql } from './raw-sql.js';

interface Row {
  readonly id: number | string;
  readonly image_id: string;
  readonly label: string | null;
  readonly given_at: string;
  readonly label_state: string;
  /** Of the image; null for an image without a row. */
  readonly state: string | null;
  readonly true_label: string | null;
}

const query = `select labels.id, labels.image_id, labels.label, labels.given_at, labels.state as label_state,
  outcomes.state, outcomes.true_label
  from labels left join outcomes on outcomes.image_id = labels.image_id where labels.state <> 'refused'`;

/** Of the accepted labels of an image, the one given last must be its truth; none may wait for a prediction that is there. */
export async function labelDifferences(sql: Sql): Promise<string[]> {
  const rows = await sql.rows<Row>(query);
  const isPredicted = ({ state }: Row) => state === 'predicted';
  const accepted = rows.filter(({ label_state }) => label_state === 'accepted');
  const waiting = rows.filter(({ label_state }) => label_state === 'waiting');
  const last = new Map<string, Row>();
  for (const row of accepted) {
    const known = last.get(row.image_id);
    if (!known || isLater(row, known)) last.set(row.image_id, row);
  }
  const wrong = [...last.values()].filter((row) => isPredicted(row) && row.true_label !== row.label);
  return [
    ...inWords(
      accepted.filter((row) => !isPredicted(row)),
      ({ id, image_id, state }) => `the label ${id} is accepted, but its image ${image_id} is ${state}`,
    ),
    ...inWords(
      waiting.filter(isPredicted),
      ({ id, image_id }) => `the label ${id} waits, although its image ${image_id} is predicted`,
    ),
    ...inWords(
      wrong,
      ({ image_id, true_label, label }) =>
        `the truth of ${image_id} is ${true_label}; the label given last is ${label}`,
    ),
  ];
}

/** Labels of one time are ordered by their text; docs/feedback.md says so. */
function isLater(one: Row, other: Row): boolean {
  const [time, otherTime] = [one, other].map(({ given_at }) => given_at.replace('Z', ''));
  if (time !== otherTime) return String(time) > String(otherTime);
  return (one.label ?? '') > (other.label ?? '');
}
