import { PostgresAdapter, sql, type Transaction } from 'kysely';
import type { Tables } from './schema.js';

/** What would refuse the rows only at the commit refuses them now. SQLite knows no such thing in tables of ours. */
export async function checkConstraints(transaction: Transaction<Tables>): Promise<void> {
  if (transaction.getExecutor().adapter instanceof PostgresAdapter)
    await sql`set constraints all immediate`.execute(transaction);
}
