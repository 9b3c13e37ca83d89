import type { ErrorCode } from '../../foundation/errors/app.error.js';
import type { BackendName } from './backends/backend.js';
import type { BackendChoice, NetworkFiles } from './backends/open-backends.js';
import type { BatchBudget } from './batch-budget.js';
import type { Rate } from './calibration.js';
import type { CheckedFiles } from './check-files.js';

/** The messages between the engine and its threads. */
export interface EngineStart extends NetworkFiles {
  readonly choice: BackendChoice;
  readonly budget: BatchBudget;
}

export interface EngineRequest {
  readonly id: number;
  readonly pixels: Uint8Array;
  readonly count: number;
}

export interface EngineReady {
  /** The backend for full batches. */
  readonly backend: BackendName;
  /** The largest batch that pays and stays within the budget. */
  readonly batchSize: number;
  /** The measured rates, and advice for more speed, in words for the log. */
  readonly reason: string;
  readonly rates: readonly Rate[];
  /** For other threads that start now. */
  readonly checked: CheckedFiles;
}

interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

export type EngineAnswer =
  | { readonly ready: EngineReady }
  | { readonly refused: Failure }
  | { readonly id: number; readonly probabilities: Float32Array }
  | { readonly id: number; readonly error: Failure };
