import type { ColumnType, Insertable, Selectable } from 'kysely';

/**
 * Where an image stands: `pending` was handed to a broker that has not confirmed it, `accepted` lies with the broker,
 * `predicted` and `dead` are outcomes. Predicted is final; a dead letter that is published again makes its image
 * `replaying`, until the next outcome.
 */
export type OutcomeState = 'pending' | 'accepted' | 'replaying' | 'predicted' | 'dead';

/** One row per image id. Times are ISO 8601 in UTC, JSON is text: the same on every database. */
export interface OutcomesTable {
  image_id: string;
  request_id: string;
  image_index: number | null;
  broker: string | null;
  /** JSON of `EventSource`; null for predictions that do not tell it, and for dead letters. */
  source: ColumnType<string | null, string | null | undefined, string>;
  state: OutcomeState;
  /** Grows with every outcome in the order of committing; null until there is one. */
  seq: number | null;
  label: string | null;
  class_index: number | null;
  confidence: number | null;
  /** JSON of `RankedLabel[]`. */
  top: string | null;
  /** 1 when the confidence was under `UNSURE_BELOW`. */
  unsure: ColumnType<number | null, number | null | undefined, number>;
  true_label: string | null;
  /** W3C trace id, 32 hexadecimal digits. */
  trace_id: ColumnType<string | null, string | null | undefined, string>;
  model: string | null;
  model_version: string | null;
  /** JSON of `Prediction['timings']`. */
  timings: string | null;
  error_code: string | null;
  reason: string | null;
  /** Outcomes that came again after the first, and changed nothing. */
  repeats: ColumnType<number, number | undefined, number>;
  /** How often the image was published again out of its dead letters. */
  replays: ColumnType<number, number | undefined, number>;
  created_at: string;
  decided_at: string | null;
}

/** One row per call of push-to-consumer. */
export interface RequestsTable {
  id: string;
  broker: string;
  start_idx: number;
  end_idx: number;
  /** 1 for pictures that came from outside: their indexes are none of the data set. */
  uploaded: ColumnType<number, number | undefined, number>;
  /** How many images the broker had confirmed when publishing ended; null while it goes on. */
  accepted: ColumnType<number | null, number | null | undefined, number>;
  created_at: string;
}

/** Named counters. Adding to one holds its row until the transaction ends, so its values commit in order. */
export interface CountersTable {
  name: string;
  value: number;
}

/** One row per dead letter, as it came. */
export interface DeadLettersTable {
  /** Grows in the order of storing. */
  id: number;
  broker: string;
  /** Where the letter itself lay; with its time it is one letter, also where a topic was made anew and counts again. */
  letter_topic: string;
  message_id: string;
  published_at: string;
  /** Where the message lay before, and when it was published there. */
  topic: string;
  source_partition: number | null;
  source_offset: string | null;
  first_seen: string;
  image_id: string | null;
  request_id: string | null;
  code: string;
  reason: string;
  attempts: number | null;
  /** How often the message has been published again out of this letter and those before it. */
  replays: number;
  /** Why it cannot be published again; null when it can. */
  obstacle: string | null;
  /** JSON: key, partition key and headers, every byte. */
  envelope: string;
  payload: Uint8Array | null;
  payload_bytes: number;
  stored_at: string;
  /** When it was published again; null for what nobody has acted on. */
  replayed_at: ColumnType<string | null, string | null | undefined, string>;
}

/** How many predictions there are of each label and truth; 200 characters of them. Kept by whoever writes outcomes. */
export interface TalliesTable {
  /** 1 when there is a true label; `true_label` is empty otherwise. */
  known: number;
  true_label: string;
  label: string;
  images: number;
}

/** A ring of seconds with the outcomes of each; a slot counts for the second that stands in it. */
export interface RatesTable {
  slot: number;
  /** Unix time in seconds. */
  second: number;
  images: number;
}

/** One row per image and version that predicted in the shadow of another; outcomes are not touched by it. */
export interface ShadowPredictionsTable {
  image_id: string;
  model: string;
  model_version: string;
  label: string;
  class_index: number;
  confidence: number;
  /** JSON of `RankedLabel[]`. */
  top: string;
  created_at: string;
}

/** Pictures that were uploaded, or kept because of `KEEP_IMAGES`. */
export interface PicturesTable {
  image_id: string;
  content_type: string;
  bytes: Uint8Array;
  created_at: string;
}

/**
 * `waiting` until the image is predicted; `accepted`: it names a label of the model that predicted; `refused`: it came
 * before the prediction, and turned out to name none.
 */
export type LabelState = 'waiting' | 'accepted' | 'refused';

/** One row per true label that somebody gave later; none is overwritten. The accepted one that was given last counts. */
export interface LabelsTable {
  /** Grows in the order of storing. */
  id: number;
  image_id: string;
  /** The label or its index, as it was given; both once it is accepted. */
  label: string | null;
  class_index: number | null;
  /** Who says so. */
  source: string | null;
  state: LabelState;
  /** The truth that it took the place of; null when there was none, or it was the same. */
  replaced: ColumnType<string | null, string | null | undefined, string>;
  /** Why it is refused. */
  reason: ColumnType<string | null, string | null | undefined, string>;
  given_at: string;
  stored_at: string;
}

export interface Tables {
  outcomes: OutcomesTable;
  requests: RequestsTable;
  counters: CountersTable;
  dead_letters: DeadLettersTable;
  tallies: TalliesTable;
  rates: RatesTable;
  pictures: PicturesTable;
  shadow_predictions: ShadowPredictionsTable;
  labels: LabelsTable;
}

export type OutcomeRow = Selectable<OutcomesTable>;
export type NewOutcomeRow = Insertable<OutcomesTable>;
export type RequestRow = Selectable<RequestsTable>;
export type LabelRow = Selectable<LabelsTable>;
export type DeadLetterRow = Selectable<DeadLettersTable>;
