import { imageDifferences } from './recount-images.js';
import { letterDifferences } from './recount-letters.js';
import { recountRows } from './recount-rows.js';
import { requestDifferences } from './recount-requests.js';
import { labelEventDifferences } from './recount-label-events.js';
import type { RawMessage, TopicNames } from './raw-message.js';
import type { Sql } from './raw-sql.js';
import { accountOf } from './topic-account.js';

/** What was read by itself, without the program. */
export interface Recounted {
  /** The name under which the service knows its broker; it reads no other. */
  readonly broker: string;
  readonly topics: TopicNames;
  /** All messages on `allTopics`, read before the tables. */
  readonly messages: readonly RawMessage[];
  readonly sql: Sql;
}

/**
 * Holds everything on the topics against everything in the tables, without any code of the program: each image has
 * exactly one outcome, each outcome its event, each letter its row, and the running numbers count the rows.
 *
 * It is for a service that has its topics and tables to itself, and whose retention has deleted nothing.
 *
 * @returns the differences in words, at most 20 of a kind; none means that all is well.
 */
export function recount({ broker, topics, messages, sql }: Recounted): Promise<string[]> {
  const account = accountOf(messages, topics, broker);
  return sql.snapshot(async () => [
    ...(await imageDifferences(account, sql)),
    ...(await letterDifferences(account, sql)),
    ...(await labelEventDifferences(account, sql)),
    ...(await requestDifferences(account, sql)),
    ...(await recountRows(sql)),
  ]);
}
