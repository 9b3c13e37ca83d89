import { inWords } from './in-words.js';
import type { Sql } from './raw-sql.js';
import type { Letter, TopicAccount } from './topic-account.js';

interface Row {
  readonly id: number | string;
  readonly letter_topic: string;
  readonly message_id: string;
  readonly published_at: string;
  readonly image_id: string | null;
  readonly code: string;
  readonly payload_bytes: number | string;
}

/** Holds the dead letters on the topics against the rows of `dead_letters`, each by its place and time. */
export async function letterDifferences({ letters }: TopicAccount, sql: Sql): Promise<string[]> {
  const rows = await sql.rows<Row>(
    'select id, letter_topic, message_id, published_at, image_id, code, payload_bytes from dead_letters',
  );
  const stored = new Map(rows.map((row) => [placeOfRow(row), row]));
  const sent = new Set(letters.map(placeOfLetter));
  const different = letters.filter((letter) => {
    const row = stored.get(placeOfLetter(letter));
    return row !== undefined && contentOfRow(row) !== contentOfLetter(letter);
  });
  return [
    ...inWords(
      letters.filter((letter) => !stored.has(placeOfLetter(letter))),
      (letter) => `the letter ${placeOfLetter(letter)} (${letter.code}) is no row of dead_letters`,
    ),
    ...inWords(
      rows.filter((row) => !sent.has(placeOfRow(row))),
      (row) => `the row ${row.id} of dead_letters, ${placeOfRow(row)}, is no letter on its topic`,
    ),
    ...inWords(different, (letter) => {
      const row = stored.get(placeOfLetter(letter));
      return `the letter ${placeOfLetter(letter)} is ${contentOfLetter(letter)}; its row is ${row && contentOfRow(row)}`;
    }),
  ];
}

const placeOfRow = ({ letter_topic, message_id, published_at }: Row) =>
  `${letter_topic} ${message_id} of ${published_at}`;

const placeOfLetter = ({ message: { topic, id, publishedAtMs } }: Letter) =>
  `${topic} ${id} of ${new Date(publishedAtMs).toISOString()}`;

const contentOfRow = ({ code, image_id, payload_bytes }: Row) =>
  `${code} of ${image_id ?? 'no image'} with ${payload_bytes} bytes`;

const contentOfLetter = ({ code, image, message: { value } }: Letter) =>
  `${code} of ${image ?? 'no image'} with ${value.length} bytes`;
