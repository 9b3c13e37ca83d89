import { databaseTime } from '../../../src/outcomes/database/clock.js';
import type { Database } from '../../../src/outcomes/database/database.js';

/** Leaves a request as a publisher does that died: its last sign of life is so many seconds from now. */
export const abandon = (database: Database, requestId: string, laterBy = -61): Promise<void> =>
  signedAt(database, requestId, laterBy);

/** @param laterBy null: there was never a sign. */
export async function signedAt(database: Database, requestId: string, laterBy: number | null): Promise<void> {
  await database.write((transaction) =>
    transaction
      .updateTable('requests')
      .set({ publishing_at: laterBy === null ? null : databaseTime(transaction, laterBy) } as never)
      .where('id', '=', requestId)
      .execute(),
  );
}
