import { randomUUID } from 'node:crypto';
import { databaseTime } from '../../outcomes/database/clock.js';
import type { Database } from '../../outcomes/database/database.js';
import { newestDecision } from './decisions.rows.js';
import { servingSchema } from './serving.js';
import {
  type NewDecision,
  type ServingDecisions,
  staleDecision,
  type StoredDecision,
} from './serving-decisions.js';

/** Decisions in the database: a row for each, and none is changed. Two with one revision cannot be. */
export class DecisionsRepository implements ServingDecisions {
  constructor(private readonly database: Database) {}

  get place(): string {
    return this.database.description;
  }

  newest(model: string): Promise<StoredDecision | undefined> {
    return newestDecision(this.database.read, model);
  }

  async decide(model: string, { serving, after }: NewDecision): Promise<StoredDecision> {
    const kept = servingSchema.parse(serving);
    const [id, revision] = [randomUUID(), after + 1];
    const winner = await this.database.write(async (transaction) => {
      const decided_at = databaseTime(transaction);
      await transaction
        .insertInto('serving_decisions')
        .values({ model, revision, id, decision: JSON.stringify(kept), decided_at })
        .onConflict((conflict) => conflict.columns(['model', 'revision']).doNothing())
        .execute();
      // A repeat after a commit whose answer was lost finds its own row.
      const row = transaction.selectFrom('serving_decisions').select('id');
      return row.where('model', '=', model).where('revision', '=', revision).executeTakeFirstOrThrow();
    });
    if (winner.id !== id) throw staleDecision(model, after, await this.newest(model));
    return { revision, serving: kept };
  }
}
