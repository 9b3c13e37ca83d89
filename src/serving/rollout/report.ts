import type { Serving } from '../models/serving.js';

/** How one version has done. Shares are 0 to 1, and null where nothing was counted. */
export interface VersionResult {
  readonly version: string;
  readonly images: number;
  /** Of all images that the model has answered. */
  readonly share: number;
  /** Images whose true label is known, and the share of them that is labelled right. */
  readonly known: number;
  readonly accuracy: number | null;
  readonly meanConfidence: number;
  /** Of the batches that its images were in. */
  readonly meanComputeMs: number | null;
}

/** What a version said in the shadow, held against what was answered. */
export interface ShadowResult {
  readonly version: string;
  /** Images that both have predicted. */
  readonly images: number;
  readonly agreed: number;
  readonly agreement: number | null;
  readonly known: number;
  /** Of the images whose true label is known; `difference` is above 0 where the shadow is better. */
  readonly accuracy: {
    readonly answered: number;
    readonly shadow: number;
    readonly difference: number;
  } | null;
  /** Newest first. */
  readonly disagreements: readonly Disagreement[];
  /** The cursor to the next page of them; null at the end. */
  readonly next: string | null;
}

export interface Disagreement {
  readonly imageId: string;
  readonly imageIndex: number | null;
  readonly trueLabel: string | null;
  readonly answered: Said & { readonly version: string };
  readonly shadow: Said;
  /** When the shadow's prediction was stored, ISO 8601. */
  readonly at: string;
}

export interface Said {
  readonly label: string;
  readonly confidence: number;
}

export interface Report {
  readonly model: string;
  readonly serving: Serving | null;
  /** Only outcomes from then on are counted for the versions; null: all that are stored. */
  readonly since: string | null;
  readonly versions: readonly VersionResult[];
  /** Null when no version has predicted in a shadow. */
  readonly shadow: ShadowResult | null;
}

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
