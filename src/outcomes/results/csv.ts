import type { StoredPrediction } from './outcome-rows.js';

type Cell = string | number | boolean | undefined;

const columns: Readonly<Record<string, (prediction: StoredPrediction) => Cell>> = {
  seq: ({ seq }) => seq,
  decidedAt: ({ decidedAt }) => decidedAt,
  imageId: ({ imageId }) => imageId,
  requestId: ({ requestId }) => requestId,
  imageIndex: ({ imageIndex }) => imageIndex,
  label: ({ label }) => label,
  classIndex: ({ classIndex }) => classIndex,
  confidence: ({ confidence }) => confidence,
  unsure: ({ unsure }) => unsure,
  trueLabel: ({ trueLabel }) => trueLabel,
  model: ({ model }) => model,
  modelVersion: ({ modelVersion }) => modelVersion,
  broker: ({ broker }) => broker,
  brokerMs: ({ timings }) => timings.brokerMs,
  preprocessMs: ({ timings }) => timings.preprocessMs,
  queueMs: ({ timings }) => timings.queueMs,
  computeMs: ({ timings }) => timings.computeMs,
  batchSize: ({ timings }) => timings.batchSize,
  topic: ({ source }) => source?.topic,
  partition: ({ source }) => source?.partition,
  offset: ({ source }) => source?.offset,
  messageId: ({ source }) => source?.messageId,
  imageSource: ({ imageSource }) => imageSource,
  imageEventId: ({ imageEventId }) => imageEventId,
  imageKey: ({ imageKey }) => imageKey,
  labels: ({ labels }) => labels && JSON.stringify(labels.map(({ label }) => label)),
};

export const csvHead = csvLine(Object.keys(columns));

/** One line of CSV (RFC 4180). */
export function csvOf(prediction: StoredPrediction): string {
  return csvLine(Object.values(columns).map((cell) => cell(prediction)));
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay what they are.
 * Source: OWASP, CSV Injection.
 */
function csvCell(value: Cell): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
