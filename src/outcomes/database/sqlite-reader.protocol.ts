export interface ReaderQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** The exported function that renders the rows in the thread. */
  readonly renderer?: { readonly module: string; readonly name: string } | undefined;
}

/** To the thread: a query, or the wish for the next part of its rows. */
export type ReaderRequest =
  | ({ readonly id: number } & ReaderQuery)
  | { readonly id: number; readonly goOn: true }
  | { readonly close: true };

/** From the thread: a part of a query's rows as arrays, what they were rendered to, or the query's error. */
export type ReaderAnswer =
  | {
      readonly id: number;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly unknown[])[];
      /** Whether more rows wait in the thread. */
      readonly more: boolean;
    }
  | { readonly id: number; readonly rendered: object }
  | { readonly id: number; readonly error: ReaderError };

/** Errors lose their class and code between threads. */
export interface ReaderError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
}
