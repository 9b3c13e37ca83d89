import type { RolloutReport } from './report.schema.js';

export type { RolloutReport };

/** The cursor of a page of disagreements: its last row. */
export interface Place {
  readonly at: string;
  readonly imageId: string;
}

export function cursorOf({ at, imageId }: Place): string {
  return `${at},${imageId}`;
}

/** A time as `toISOString` writes it, and an image's id. */
export const placePattern = /^([\d:.TZ-]{20,30}),([\s\S]+)$/;

/** Parses the result of `cursorOf`; undefined for other texts. */
export function placeOf(cursor: string): Place | undefined {
  const [, at, imageId] = placePattern.exec(cursor) ?? [];
  return at === undefined || imageId === undefined ? undefined : { at, imageId };
}
