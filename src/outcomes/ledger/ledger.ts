/**
 * `working`: images are on their way. `complete`: every one asked for has its outcome. `unconfirmed`: the broker was
 * lost while publishing, and some images may or may not have reached it. `interrupted`: publishing ended early, and
 * everything that was accepted has its outcome.
 */
export type Verdict = 'working' | 'complete' | 'unconfirmed' | 'interrupted';

/** What became of the images: accepted = predicted + dead + in flight, always. */
export interface Ledger {
  /** Images that a broker has confirmed, or whose outcome was seen. */
  readonly accepted: number;
  readonly predicted: number;
  readonly dead: number;
  /** Accepted, or replayed out of their dead letters, and without an outcome. */
  readonly inFlight: number;
  /** Handed to a broker that has not confirmed them (yet); not counted as accepted. */
  readonly pending: number;
  /** Outcomes that came more than once, and changed nothing. */
  readonly repeats: number;
  /** Predictions whose true label is known, and those of them that are right. */
  readonly known: number;
  readonly right: number;
  /** Ids in flight or pending, at most 20 of them. */
  readonly missing: readonly string[];
  readonly verdict: Verdict;
}

export interface Death {
  readonly imageId: string;
  readonly code: string;
  readonly reason: string;
}

/** The ledger of one request. Of events that nobody pushed over HTTP, broker and range are unknown. */
export interface RequestLedger extends Ledger {
  readonly requestId: string;
  readonly broker: string | null;
  readonly startIdx: number | null;
  readonly endIdx: number | null;
  readonly createdAt: string | null;
  /** Images asked for. */
  readonly requested: number;
  /** Dead letters of the request, at most 20 of them. */
  readonly deaths: readonly Death[];
}

/** What became of one image; what its state does not have is null. */
export interface ImageOutcome {
  readonly imageIndex: number | null;
  readonly state: string;
  readonly label: string | null;
  readonly classIndex: number | null;
  readonly confidence: number | null;
  /** The likeliest labels, the likeliest first. */
  readonly top:
    readonly { readonly label: string; readonly classIndex: number; readonly confidence: number }[] | null;
  readonly model: string | null;
  readonly modelVersion: string | null;
  readonly code: string | null;
  readonly reason: string | null;
}

/** Labels in the order of the images; null where there is none (yet). */
export interface RequestLabels {
  readonly requestId: string;
  /** True once every image asked for has its outcome: a null is then a dead letter. */
  readonly complete: boolean;
  readonly labels: readonly (string | null)[];
}
