import { seededRandom } from '../../src/training/dataset/random.js';

export const faultKinds = [
  'kill-classifier',
  'kill-results',
  'kill-api',
  'slow-classifier',
  'restart-broker',
  'database-away',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export type FaultCounts = Readonly<Record<FaultKind, number>>;

export interface PlannedFault {
  readonly kind: FaultKind;
  /** Images to push before the next fault is prepared. */
  readonly images: number;
  /** The fault strikes once this many of them have their outcome. */
  readonly after: number;
  /** For outages, how long. */
  readonly durationMs: number;
}

const shortestOutageMs = 2_000;
const longestOutageMs = 8_000;

/** Spreads the faults over the images, in an order and at moments that are the same for the same seed. */
export function planFaults(images: number, counts: FaultCounts, seed: number): PlannedFault[] {
  const random = seededRandom(seed);
  const kinds = faultKinds.flatMap((kind) => Array.from({ length: counts[kind] }, () => kind));
  shuffle(kinds, random);
  const share = Math.floor(images / (kinds.length + 1));
  return kinds.map((kind) => ({
    kind,
    images: share,
    after: Math.floor(share * random() * 0.5),
    durationMs: Math.round(shortestOutageMs + random() * (longestOutageMs - shortestOutageMs)),
  }));
}

function shuffle(kinds: FaultKind[], random: () => number): void {
  for (let last = kinds.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [kinds[last], kinds[other]] = [kinds[other] as FaultKind, kinds[last] as FaultKind];
  }
}
