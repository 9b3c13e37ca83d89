import type { OutcomeRow } from '../database/schema.js';
import { rendererOf } from '../database/renderer.js';
import { csvOf } from './csv.js';
import { predictionOfRow, type StoredPrediction } from './outcome-rows.js';

/** Lines of a file. */
export interface Lines {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** The number of the last row; undefined without rows. */
  readonly lastSeq: number | undefined;
}

export function csvLines(rows: readonly OutcomeRow[]): Lines {
  return linesOf(rows, csvOf);
}

export function jsonLines(rows: readonly OutcomeRow[]): Lines {
  return linesOf(rows, (prediction) => `${JSON.stringify(prediction)}\n`);
}

function linesOf(rows: readonly OutcomeRow[], lineOf: (prediction: StoredPrediction) => string): Lines {
  const text = rows.map((row) => lineOf(predictionOfRow(row))).join('');
  const last = rows.at(-1)?.seq;
  return { bytes: Buffer.from(text), rows: rows.length, lastSeq: last == null ? undefined : Number(last) };
}

export const asCsv = rendererOf(import.meta.url, csvLines);
export const asJsonLines = rendererOf(import.meta.url, jsonLines);
