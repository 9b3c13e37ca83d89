/** What a baseline is given as its argument. */
export interface BaselineSettings {
  readonly brokers: string[];
  readonly images: string;
  readonly predictions: string;
  readonly modelDirectory: string;
  readonly cacheDirectory: string;
  readonly backend: 'savedmodel' | 'wasm';
}

export const readSettings = (): BaselineSettings => JSON.parse(process.argv[2] ?? '{}') as BaselineSettings;
