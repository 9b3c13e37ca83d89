import type { DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from 'kysely';

/** Before `asking`, no value of ours has gone to the database. */
export type Phase = 'connecting' | 'asking';

/** Runs work with the database and may convert its errors. */
export type Watch = <T>(work: () => Promise<T>, phase: Phase) => Promise<T>;

/** The same dialect, with every call to the database passing through `watch`. */
export function watched(dialect: Dialect, watch: Watch): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => new WatchedDriver(dialect.createDriver(), watch),
    createIntrospector: (database) => dialect.createIntrospector(database),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

class WatchedConnection implements DatabaseConnection {
  constructor(
    readonly inner: DatabaseConnection,
    private readonly watch: Watch,
  ) {}

  executeQuery<R>(...query: Parameters<DatabaseConnection['executeQuery']>): Promise<QueryResult<R>> {
    return this.watch(() => this.inner.executeQuery<R>(...query), 'asking');
  }

  streamQuery<R>(...query: Parameters<DatabaseConnection['streamQuery']>) {
    return this.inner.streamQuery<R>(...query);
  }
}

class WatchedDriver implements Driver {
  constructor(
    private readonly inner: Driver,
    private readonly watch: Watch,
  ) {}

  init(): Promise<void> {
    return this.watch(() => this.inner.init(), 'connecting');
  }

  async acquireConnection(): Promise<WatchedConnection> {
    const connection = await this.watch(() => this.inner.acquireConnection(), 'connecting');
    return new WatchedConnection(connection, this.watch);
  }

  beginTransaction({ inner }: WatchedConnection, settings: TransactionSettings): Promise<void> {
    return this.watch(() => this.inner.beginTransaction(inner, settings), 'connecting');
  }

  commitTransaction({ inner }: WatchedConnection): Promise<void> {
    return this.watch(() => this.inner.commitTransaction(inner), 'asking');
  }

  rollbackTransaction({ inner }: WatchedConnection): Promise<void> {
    return this.watch(() => this.inner.rollbackTransaction(inner), 'asking');
  }

  releaseConnection({ inner }: WatchedConnection): Promise<void> {
    return this.inner.releaseConnection(inner);
  }

  destroy(): Promise<void> {
    return this.inner.destroy();
  }
}
