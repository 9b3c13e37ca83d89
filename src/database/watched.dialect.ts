import type { DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from 'kysely';

/** Runs a piece of work with the database and may throw another error than it did. */
export type Watch = <T>(work: () => Promise<T>) => Promise<T>;

/** The same dialect, with every word to the database going through `watch`. */
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
    return this.watch(() => this.inner.executeQuery<R>(...query));
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
    return this.watch(() => this.inner.init());
  }

  async acquireConnection(): Promise<WatchedConnection> {
    return new WatchedConnection(await this.watch(() => this.inner.acquireConnection()), this.watch);
  }

  beginTransaction({ inner }: WatchedConnection, settings: TransactionSettings): Promise<void> {
    return this.watch(() => this.inner.beginTransaction(inner, settings));
  }

  commitTransaction({ inner }: WatchedConnection): Promise<void> {
    return this.watch(() => this.inner.commitTransaction(inner));
  }

  rollbackTransaction({ inner }: WatchedConnection): Promise<void> {
    return this.watch(() => this.inner.rollbackTransaction(inner));
  }

  releaseConnection({ inner }: WatchedConnection): Promise<void> {
    return this.inner.releaseConnection(inner);
  }

  destroy(): Promise<void> {
    return this.inner.destroy();
  }
}
