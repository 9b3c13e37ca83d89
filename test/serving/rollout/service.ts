import { call, predictionsOf, push, type StoredPrediction } from '../../support/http.js';

export interface Row extends StoredPrediction {
  readonly imageId: string;
  readonly modelVersion: string;
}

export interface ModelAnswer {
  readonly serving: { readonly version: string; readonly previous?: string; readonly shadow?: string };
  readonly revision: number;
  readonly applied: boolean;
  readonly message: string;
}

/** Asks for a change of the model's versions. */
export function change(url: string, path: string, body?: object) {
  return call<ModelAnswer>(`${url}/models/fashion-mnist/${path}`, {
    method: 'POST',
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
}

/** Pushes a range, waits for its end, and answers its rows: every image is predicted, none is dead. */
export async function rowsOf(url: string, start: number, end: number): Promise<Row[]> {
  return (await predictionsOf(url, await push(url, 'push-to-consumer', start, end))) as Row[];
}

export const versionsIn = (rows: readonly Row[]) => new Set(rows.map(({ modelVersion }) => modelVersion));
