import type { RolloutReport } from './report.schema.js';

export type { RolloutReport };

/** Where a page of disagreements goes on: behind this row. */
export interface Place {
  readonly at: string;
  readonly imageId: string;
}

export function cursorOf({ at, imageId }: Place): string {
  return `${at},${imageId}`;
}

/** Reads what `cursorOf` wrote; undefined for anything else. */
export function placeOf(cursor: string): Place | undefined {
  const [, at, imageId] = /^([\d:.TZ-]{20,30}),(.+)$/s.exec(cursor) ?? [];
  return at === undefined || imageId === undefined ? undefined : { at, imageId };
}
