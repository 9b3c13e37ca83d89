import { inWords } from './in-words.js';
import type { Sql } from './raw-sql.js';
import type { TopicAccount } from './topic-account.js';

interface Row {
  readonly image_id: string;
  readonly request_id: string;
  readonly state: string;
  readonly label: string | null;
  readonly error_code: string | null;
  readonly repeats: number | string;
  readonly replays: number | string;
}

/** Holds the images, predictions and letters on the topics against the rows of `outcomes`, one by one. */
export async function imageDifferences(account: TopicAccount, sql: Sql): Promise<string[]> {
  const rows = await sql.rows<Row>(
    'select image_id, request_id, state, label, error_code, repeats, replays from outcomes',
  );
  const byName = new Map(rows.map((row) => [row.image_id, row]));
  return [
    ...withoutOutcome(account, byName),
    ...withoutRow(account, byName),
    ...withoutEvent(account, rows),
    ...withoutRepeat(account, rows),
  ];
}

type Rows = ReadonlyMap<string, Row>;
const isDecided = ({ state }: Row) => state === 'predicted' || state === 'dead';

function withoutOutcome({ images }: TopicAccount, rows: Rows): string[] {
  const open = [...images].filter((image) => {
    const row = rows.get(image);
    return !row || !isDecided(row);
  });
  return inWords(
    open,
    (image) => `the image ${image} is on its topic, and its row is ${rows.get(image)?.state ?? 'missing'}`,
  );
}

function withoutRow({ predictions, letters }: TopicAccount, rows: Rows): string[] {
  const foretold = [...predictions.keys()].filter((image) => !rows.has(image));
  const dead = letters.filter(({ image }) => image !== undefined && !rows.has(image));
  return [
    ...inWords(foretold, (image) => `a prediction of ${image} is on its topic, and no row`),
    ...inWords(
      dead,
      ({ image, message }) => `the letter ${message.topic} ${message.id} ends ${image}, which has no row`,
    ),
  ];
}

/** A pending row alone may be without an image: nobody knows whether its broker got it. */
function withoutEvent({ images, predictions, letters }: TopicAccount, rows: readonly Row[]): string[] {
  const codes = new Set(letters.map(({ image, code }) => `${code} ${image}`));
  const isStated = ({ image_id, state, label, error_code }: Row) => {
    if (state === 'predicted') return predictions.get(image_id)?.includes(label ?? '') ?? false;
    return state !== 'dead' || codes.has(`${error_code} ${image_id}`);
  };
  const unknown = rows.filter(({ image_id, state }) => state !== 'pending' && !images.has(image_id));
  const unsaid = rows.filter((row) => !isStated(row));
  return [
    ...inWords(
      unknown,
      ({ image_id, state }) => `the row of ${image_id} is ${state}, and no image on the topic`,
    ),
    ...inWords(unsaid, ({ image_id, state, label, error_code }) => {
      const said = predictions.get(image_id)?.join(', ') ?? 'nothing';
      const letter = letters.find(({ image }) => image === image_id)?.code ?? 'none';
      return `the row of ${image_id} is ${state} (${label ?? error_code}); its predictions say ${said}, its letter ${letter}`;
    }),
  ];
}

/**
 * Each outcome after the first is a repeat. A row may have more of them than the topics have events, because an event
 * that was not acknowledged comes again; it may not have fewer. A replay makes a new first one.
 */
function withoutRepeat({ predictions, deaths }: TopicAccount, rows: readonly Row[]): string[] {
  const events = ({ image_id }: Row) =>
    (predictions.get(image_id)?.length ?? 0) + (deaths.get(image_id) ?? 0);
  const few = rows.filter(
    (row) => isDecided(row) && Number(row.repeats) + Number(row.replays) < events(row) - 1,
  );
  return inWords(
    few,
    (row) =>
      `the row of ${row.image_id} has ${row.repeats} repeats; the topics have ${events(row)} outcomes of it`,
  );
}
