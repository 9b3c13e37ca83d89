import type { ErrorCode } from '../../foundation/errors/app.error.js';
import type { BackendName } from './backends/backend.js';
import type { BackendChoice, NetworkFiles } from './backends/open-backends.js';
import type { Rate } from './calibration.js';

/** The messages between the engine and its threads. */
export interface EngineStart extends NetworkFiles {
  readonly choice: BackendChoice;
  /** The largest batch, for calibration. */
  readonly batchSize: number;
}

export interface EngineRequest {
  readonly id: number;
  readonly pixels: Uint8Array;
  readonly count: number;
}

export interface EngineReady {
  /** The backend for full batches. */
  readonly backend: BackendName;
  /** The measured rates, and advice for more speed, in words for the log. */
  readonly reason: string;
  readonly rates: readonly Rate[];
  /** The largest batch that is computed at once. */
  readonly batchSize: number;
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
