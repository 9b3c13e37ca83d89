import { inWords } from './in-words.js';
import type { Sql } from './raw-sql.js';
import type { TopicAccount } from './topic-account.js';

interface Row {
  readonly id: string;
  readonly accepted: number | string;
}

/** A broker that has confirmed images of a request has them: `accepted` is no more than what is on the topic. */
export async function requestDifferences({ images }: TopicAccount, sql: Sql): Promise<string[]> {
  const rows = await sql.rows<Row>('select id, accepted from requests where accepted is not null');
  const published = new Map<string, number>();
  for (const image of images) {
    // `<request id>/<index>`; a foreign image has its source, and a broken one more before it.
    const request = /^([^/ ]+)\/\d+$/.exec(image)?.[1];
    if (request !== undefined) published.set(request, (published.get(request) ?? 0) + 1);
  }
  const countOf = (id: string) => published.get(id) ?? 0;
  return inWords(
    rows.filter(({ id, accepted }) => Number(accepted) > countOf(id)),
    ({ id, accepted }) => `the request ${id} has ${accepted} accepted images; the topic has ${countOf(id)}`,
  );
}
