import type { EngineName } from '../engines.js';

/** What a baseline is given as its argument, beside the address of its broker. */
export interface BaselineSettings {
  readonly images: string;
  readonly predictions: string;
  readonly modelDirectory: string;
  readonly cacheDirectory: string;
  readonly backend: EngineName;
}

export const readSettings = <Address>(): BaselineSettings & Address =>
  JSON.parse(process.argv[2] ?? '{}') as BaselineSettings & Address;
