/**
 * Turns a query's rows into something small, such as the bytes of a file. On SQLite the thread that reads the rows also
 * renders them, so that only the result reaches the event loop.
 */
export interface Renderer<Row, Rendered extends object> {
  /** The URL of the built module that exports `render` under `name`. */
  readonly module: string;
  readonly name: string;
  /** Its result can be copied between threads. */
  readonly render: (rows: readonly Row[]) => Rendered;
}

/** @param url `import.meta.url` of the module that exports `render`; threads run the built one, also in tests. */
export function rendererOf<Row, Rendered extends object>(
  url: string,
  render: Renderer<Row, Rendered>['render'],
): Renderer<Row, Rendered> {
  const module = url.replace(/\/src\/(outcomes\/.*)\.ts$/, '/dist/$1.js');
  return { module, name: render.name, render };
}
