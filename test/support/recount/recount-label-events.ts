import { inWords } from './in-words.js';
import { dataOf, nameOf } from './names.js';
import type { RawMessage } from './raw-message.js';
import type { Sql } from './raw-sql.js';
import type { TopicAccount } from './topic-account.js';

interface Row {
  readonly image_id: string;
  readonly event_id: string | null;
  readonly label: string | null;
  readonly class_index: number | string | null;
}

const query = `select labels.image_id, outcomes.event_id, labels.label, labels.class_index
  from labels left join outcomes on outcomes.image_id = labels.image_id`;

/** Each label event has its row, or a dead letter with the same body. Labels over HTTP are rows without an event. */
export async function labelEventDifferences({ labels, letters }: TopicAccount, sql: Sql): Promise<string[]> {
  const rows = await sql.rows<Row>(query);
  const stored = new Set(
    rows.flatMap(({ image_id, event_id, label, class_index }) =>
      [image_id, event_id].flatMap((image) => [keyOf(image, label), keyOf(image, class_index)]),
    ),
  );
  const refused = new Set(letters.map(({ message }) => message.value.toString('base64')));
  const lost = labels.filter(
    (event) => !stored.has(keyOfEvent(event)) && !refused.has(event.value.toString('base64')),
  );
  return inWords(
    lost,
    ({ topic, id, value }) => `the label ${topic} ${id} is nowhere: ${value.toString('utf8')}`,
  );
}

const keyOf = (image: unknown, label: unknown) => `${String(image)} ${String(label)}`;

function keyOfEvent(event: RawMessage): string {
  const { imageId, imageSource, label } = dataOf(event) ?? {};
  const image = typeof imageSource === 'string' ? nameOf(imageSource, String(imageId)) : imageId;
  return keyOf(image, label);
}
