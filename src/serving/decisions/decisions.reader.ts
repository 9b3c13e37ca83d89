import { Kysely } from 'kysely';
import { existsSync } from 'node:fs';
import type { DatabaseSettings } from '../../foundation/config/config.js';
import { errorText, InvalidError, UnavailableError } from '../../foundation/errors/app.error.js';
import { hasTable } from '../../outcomes/database/migrations/bookkeeping.js';
import { openEngine } from '../../outcomes/database/open-engine.js';
import type { Tables } from '../../outcomes/database/schema.js';
import { newestDecision } from './decisions.rows.js';
import type { ServingDecisions, StoredDecision } from './serving-decisions.js';

/**
 * Follows the decisions in a database of which this process needs nothing else. It makes and migrates no table:
 * before the first migration, nothing is decided.
 */
export class DecisionsReader implements ServingDecisions {
  private database: Kysely<Tables> | undefined;
  private hasRows = false;

  constructor(private readonly settings: DatabaseSettings) {}

  get place(): string {
    return this.settings.url === undefined ? `SQLite ${this.settings.file}` : 'PostgreSQL';
  }

  async newest(model: string): Promise<StoredDecision | undefined> {
    try {
      const database = await this.open();
      if (!database || !(await this.isThere(database))) return undefined;
      return await newestDecision(database, model);
    } catch (error) {
      const text = `${this.place} cannot be read: ${errorText(error)}`;
      throw new UnavailableError('DATABASE_UNAVAILABLE', text, { cause: error });
    }
  }

  async decide(model: string): Promise<StoredDecision> {
    const text = `this process only follows ${this.place}: ask one with the role api to decide about ${model}`;
    throw new InvalidError('MODEL_CONFLICT', text);
  }

  async close(): Promise<void> {
    await this.database?.destroy();
  }

  /** A file that another process makes is opened once it is there. */
  private async open(): Promise<Kysely<Tables> | undefined> {
    const { url, file } = this.settings;
    if (url === undefined && !existsSync(file)) return undefined;
    this.database ??= new Kysely<Tables>({ dialect: (await openEngine(this.settings)).dialect });
    return this.database;
  }

  private async isThere(database: Kysely<Tables>): Promise<boolean> {
    this.hasRows ||= await hasTable(database as unknown as Kysely<unknown>, 'serving_decisions');
    return this.hasRows;
  }
}
