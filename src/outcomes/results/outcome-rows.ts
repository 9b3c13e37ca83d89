import type { OutcomeRow } from '../database/schema.js';
import type { EventSource, Prediction, RankedLabel } from '../../events/prediction.event.js';
import { traceIdOf } from '../../events/trace-context.js';
import { eventColumns } from '../ledger/event-columns.js';
import type { DecidedRow } from '../ledger/outcome-writes.js';
import { labelsOfText, textOfLabels } from '../ledger/several-labels.js';
import type { StoredPrediction } from './prediction.schema.js';

export type { StoredPrediction };

export function rowOfPrediction(prediction: Prediction): DecidedRow {
  return {
    image_id: prediction.imageId,
    request_id: prediction.requestId,
    ...eventColumns(prediction),
    event_key: prediction.imageKey ?? null,
    image_index: prediction.imageIndex ?? null,
    broker: prediction.broker,
    source: prediction.source ? JSON.stringify(prediction.source) : null,
    state: 'predicted',
    label: prediction.label,
    class_index: prediction.classIndex,
    confidence: prediction.confidence,
    labels: prediction.labels ? textOfLabels(prediction.labels) : null,
    top: JSON.stringify(prediction.top),
    unsure: prediction.unsure ? 1 : 0,
    true_label: prediction.trueLabel ?? null,
    trace_id: traceIdOf(prediction.trace?.start) ?? null,
    model: prediction.model,
    model_version: prediction.modelVersion,
    timings: JSON.stringify(prediction.timings),
    error_code: null,
    reason: null,
  };
}

/** Restores the result of `rowOfPrediction`; only for rows whose state is `predicted`. */
export function predictionOfRow(row: OutcomeRow): StoredPrediction {
  return {
    seq: Number(row.seq),
    imageId: row.image_id,
    imageSource: row.event_source ?? undefined,
    imageEventId: row.event_id ?? (row.event_source === null ? undefined : row.image_id),
    imageKey: row.event_key ?? undefined,
    requestId: row.request_id,
    imageIndex: row.image_index ?? undefined,
    label: row.label ?? '',
    classIndex: row.class_index ?? -1,
    confidence: row.confidence ?? 0,
    labels: row.labels === null ? undefined : labelsOfText(row.labels),
    top: JSON.parse(row.top ?? '[]') as RankedLabel[],
    unsure: row.unsure === 1,
    trueLabel: row.true_label ?? undefined,
    model: row.model ?? '',
    modelVersion: row.model_version ?? '',
    broker: row.broker ?? '',
    source: row.source === null ? undefined : (JSON.parse(row.source) as EventSource),
    timings: JSON.parse(row.timings ?? '{}') as Prediction['timings'],
    decidedAt: row.decided_at ?? '',
    traceId: row.trace_id ?? undefined,
  };
}
