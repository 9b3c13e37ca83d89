import { type Kysely, type RawBuilder, sql } from 'kysely';
import { databaseTime } from '../database/clock.js';
import type { Database } from '../database/database.js';
import type { Tables } from '../database/schema.js';

const signEveryMs = 10_000;
/** In seconds. A request without a sign of life for this long has lost its publisher. */
export const silentAfterS = 60;
/** In seconds, since the request was made. Processes of earlier versions give no sign. */
const signlessS = 600;

/** Keeps the signs of life fresh for the requests that this process publishes: one statement for all of them. */
export class PublishingSigns {
  private readonly requests = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  begin(requestId: string): void {
    this.requests.add(requestId);
    this.timer ??= setInterval(() => void this.sign(), signEveryMs).unref();
  }

  end(requestId: string): void {
    this.requests.delete(requestId);
    if (this.requests.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** A failure leaves the sign to the next call. */
  private async sign(): Promise<void> {
    const ids = [...this.requests];
    const write = this.database.write((transaction) =>
      transaction
        .updateTable('requests')
        .set({ publishing_at: databaseTime(transaction) })
        .where('id', 'in', ids)
        .execute(),
    );
    await write.catch(() => undefined);
  }
}

/**
 * Whether the row of `requests` is being published: it is not closed, and its publisher lives. A sign in the future
 * is as old as one in the past, because a clock may have been set back.
 */
export function isPublishing(database: Kysely<Tables>): RawBuilder<boolean> {
  const isNear = (column: string, seconds: number) =>
    sql`(${sql.ref(column)} > ${databaseTime(database, -seconds)} and ${sql.ref(column)} < ${databaseTime(database, seconds)})`;
  return sql<boolean>`(requests.accepted is null and case when requests.publishing_at is null
    then ${isNear('requests.created_at', signlessS)} else ${isNear('requests.publishing_at', silentAfterS)} end)`;
}

/**
 * Whether the row of `outcomes` is an unknown image: no broker has confirmed it, and nobody publishes its request any
 * more. The state is spelled out, because SQLite then uses the index of pending images.
 */
export const isUnknown = (database: Kysely<Tables>): RawBuilder<boolean> =>
  sql<boolean>`(outcomes.state = 'pending' and not exists (
    select 1 from requests where requests.id = outcomes.request_id and ${isPublishing(database)}))`;
