import type { ColumnType, Expression, Insertable, Selectable } from 'kysely';

/**
 * The state of an image. `pending`: for a broker that has not confirmed it. `accepted`: the broker has it.
 * `predicted` and `dead` are outcomes. Predicted is final. `replaying`: its dead letter was published again, until
 * the next outcome.
 */
export type OutcomeState = 'pending' | 'accepted' | 'replaying' | 'predicted' | 'dead';

/** One row per image, by its name (`imageName`). Times are ISO 8601 in UTC, JSON is text: the same on every database. */
export interface OutcomesTable {
  image_id: string;
  request_id: string;
  image_index: number | null;
  broker: string | null;
  /** The CloudEvents source of the image's event; null for images of earlier versions. */
  event_source: ColumnType<string | null, string | null | undefined, string>;
  /** The id of the image's event, where it is not the image id. */
  event_id: ColumnType<string | null, string | null | undefined, string>;
  /** The key of its message, where it is more than the image id. */
  event_key: ColumnType<string | null, string | null | undefined, string>;
  /** JSON of `EventSource`; null for dead letters, and for predictions without it. */
  source: ColumnType<string | null, string | null | undefined, string>;
  state: OutcomeState;
  /** Grows with every outcome in the order of committing; null without an outcome. */
  seq: number | null;
  label: string | null;
  class_index: number | null;
  confidence: number | null;
  /** Of a multi-label model: the text of `textOfLabels`; null where an image has exactly one label. */
  labels: ColumnType<string | null, string | null | undefined, string>;
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
  /** The number of repeated outcomes after the first, which changed nothing. */
  repeats: ColumnType<number, number | undefined, number>;
  /** The number of replays of its dead letters. */
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
  /** 1 for uploaded pictures: their indexes are not the data set's. */
  uploaded: ColumnType<number, number | undefined, number>;
  /** The number of images that the broker had confirmed at the end of publishing; null before that. */
  accepted: ColumnType<number | null, number | null | undefined, number>;
  /** The broker's log that it is published to, as the broker names it; null where it has no name. */
  log_id: ColumnType<string | null, string | null | undefined, string>;
  /**
   * The latest sign of life of the process that publishes it, by the database's clock; null in requests of earlier
   * versions.
   */
  publishing_at: ColumnType<
    string | null,
    string | null | undefined | Expression<string>,
    string | Expression<string>
  >;
  created_at: string;
}

/** Named counters. Adding to one locks its row until the transaction ends, so its values commit in order. */
export interface CountersTable {
  name: string;
  value: number;
}

/** One row per dead letter, as it came. */
export interface DeadLettersTable {
  /** Grows in the order of storing. */
  id: number;
  broker: string;
  /**
   * The letter's own place. With its time it identifies the letter, also where a new topic counts from the start
   * again.
   */
  letter_topic: string;
  message_id: string;
  published_at: string;
  /** The message's place before it failed, and the time of its publishing there. */
  topic: string;
  source_partition: number | null;
  source_offset: string | null;
  first_seen: string;
  image_id: string | null;
  request_id: string | null;
  code: string;
  reason: string;
  attempts: number | null;
  /** The number of replays of the message, from this letter and those before it. */
  replays: number;
  /** Why it cannot be replayed; null when it can. */
  obstacle: string | null;
  /** JSON: key, partition key and headers, every byte. */
  envelope: string;
  payload: Uint8Array | null;
  payload_bytes: number;
  stored_at: string;
  /** The time of the last replay; null without one. */
  replayed_at: ColumnType<string | null, string | null | undefined, string>;
}

/**
 * The number of predictions of each label and truth, both cut to 200 characters; each is counted once. Every writer of outcomes updates it.
 */
export interface TalliesTable {
  /** 1 when there is a true label; `true_label` is empty otherwise. */
  known: number;
  true_label: string;
  label: string;
  images: number;
}

/** The number of predictions with this label, where the image is tallied with another of its labels. */
export interface FurtherLabelsTable {
  label: string;
  images: number;
}

/**
 * The outcomes of images that no request made here, by the source of their event: for at most 10,000 sources, then together
 * under an empty one.
 */
export interface SourcesTable {
  source: string;
  predicted: number;
  dead: number;
  /** The time of the first and of the last outcome. */
  first_at: string;
  last_at: string;
}

/** A ring of seconds with the number of outcomes in each; a slot counts for the second that it names. */
export interface RatesTable {
  slot: number;
  /** Unix time in seconds. */
  second: number;
  images: number;
}

/** One row per image and version that predicted in the shadow of another; it does not touch outcomes. */
export interface ShadowPredictionsTable {
  image_id: string;
  model: string;
  model_version: string;
  label: string;
  class_index: number;
  confidence: number;
  /** As of outcomes. */
  labels: string | null;
  /** JSON of `RankedLabel[]`. */
  top: string;
  created_at: string;
}

/** Pictures that were uploaded, and those that earlier versions took from predictions. */
export interface PicturesTable {
  image_id: string;
  content_type: string;
  bytes: Uint8Array;
  created_at: string;
}

/** Small pictures of images whose pictures are kept nowhere else; the counter `thumbnail-bytes` is the sum of `size`. */
export interface ThumbnailsTable {
  image_id: string;
  content_type: string;
  bytes: Uint8Array;
  /** Bytes that count for `THUMBNAILS_MAX_BYTES`. */
  size: number;
  created_at: string;
}

/**
 * `waiting`: until the image is predicted. `accepted`: it is a label of the model that predicted. `refused`: it came
 * before the prediction, and is no label of the model.
 */
export type LabelState = 'waiting' | 'accepted' | 'refused';

/** One row per true label that came later; none is overwritten. The accepted one given last counts. */
export interface LabelsTable {
  /** Grows in the order of storing. */
  id: number;
  image_id: string;
  /** The label or its index, as it was given; both once it is accepted. */
  label: string | null;
  class_index: number | null;
  /** The person or program that gave it. */
  source: string | null;
  state: LabelState;
  /** The truth before it; null when there was none, or it was the same. */
  replaced: ColumnType<string | null, string | null | undefined, string>;
  /** Why it is refused. */
  reason: ColumnType<string | null, string | null | undefined, string>;
  given_at: string;
  stored_at: string;
}

/** One row per decision about the versions of a model. The one with the highest revision counts. */
export interface ServingDecisionsTable {
  model: string;
  /** 1, 2, …; the next decision has the next number. */
  revision: number;
  /** Random: a process recognizes its own decision by it. */
  id: string;
  /** JSON of `Serving`. */
  decision: string;
  /** By the database's clock. */
  decided_at: ColumnType<string, string | Expression<string>, never>;
}

export interface Tables {
  outcomes: OutcomesTable;
  requests: RequestsTable;
  counters: CountersTable;
  dead_letters: DeadLettersTable;
  tallies: TalliesTable;
  further_labels: FurtherLabelsTable;
  rates: RatesTable;
  sources: SourcesTable;
  pictures: PicturesTable;
  thumbnails: ThumbnailsTable;
  shadow_predictions: ShadowPredictionsTable;
  labels: LabelsTable;
  serving_decisions: ServingDecisionsTable;
}

export type OutcomeRow = Selectable<OutcomesTable>;
export type NewOutcomeRow = Insertable<OutcomesTable>;
export type RequestRow = Selectable<RequestsTable>;
export type LabelRow = Selectable<LabelsTable>;
export type DeadLetterRow = Selectable<DeadLettersTable>;
