import type { PostgresQueryResult } from 'kysely';
import type { PoolClient } from 'pg';

/** Statements that begin a transaction, end one, or are refused in one. */
const [begins, ends, alone] = [
  /^(begin|start transaction)\b/i,
  /^(commit|rollback)$/i,
  /^(create|drop) index concurrently\b/i,
];

/** A borrowed connection, as Kysely uses it. */
export class PostgresSession {
  private inTransaction = false;
  private isSpoilt = false;

  /**
   * @param atBegin statements for the beginning of each transaction, where the connection itself has no state. Then a
   *   single statement gets a transaction of its own.
   * @param onReadOnly is called when the server only reads, such as a former primary.
   */
  constructor(
    private readonly client: PoolClient,
    private readonly atBegin: string | undefined,
    private readonly onReadOnly: () => void,
  ) {}

  async query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    try {
      return this.atBegin === undefined
        ? await this.ask<R>(sql, parameters)
        : await this.askWithLimits<R>(sql, parameters, this.atBegin);
    } catch (error) {
      if ((error as { code?: unknown }).code === '25006') this.onReadOnly();
      throw error;
    }
  }

  release(): void {
    this.client.release(this.isSpoilt);
  }

  private async ask<R>(sql: string, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    return (await this.client.query(sql, parameters as unknown[])) as unknown as PostgresQueryResult<R>;
  }

  private async askWithLimits<R>(
    sql: string,
    parameters: readonly unknown[],
    atBegin: string,
  ): Promise<PostgresQueryResult<R>> {
    if (begins.test(sql)) return this.begin<R>(`${sql}; ${atBegin}`);
    if (ends.test(sql)) this.inTransaction = false;
    else if (!this.inTransaction && !alone.test(sql))
      return this.askInTransaction<R>(sql, parameters, atBegin);
    return this.ask<R>(sql, parameters);
  }

  /** One way to the server and back. Kysely does not roll back a beginning that failed. */
  private async begin<R>(sql: string): Promise<PostgresQueryResult<R>> {
    this.isSpoilt = true;
    const results = await this.ask<R>(sql);
    this.isSpoilt = false;
    this.inTransaction = true;
    return results;
  }

  private async askInTransaction<R>(
    sql: string,
    parameters: readonly unknown[],
    atBegin: string,
  ): Promise<PostgresQueryResult<R>> {
    await this.begin(`begin; ${atBegin}`);
    // After an error the connection is closed, which rolls back.
    this.isSpoilt = true;
    const result = await this.ask<R>(sql, parameters);
    await this.ask('commit');
    this.isSpoilt = false;
    this.inTransaction = false;
    return result;
  }
}
