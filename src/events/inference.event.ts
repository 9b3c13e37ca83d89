import type { TraceContext } from './trace-context.js';

/** An inference request of the Open Inference Protocol that came as an event; its body is not parsed yet. */
export interface InferenceEvent {
  /** The caller's source; its rows are the images with this source and the ids `<id>/<row>`. */
  readonly source?: string | undefined;
  readonly id: string;
  readonly model: string | undefined;
  readonly modelVersion: string | undefined;
  /** Length of the body's JSON part, as text, where binary tensors follow it. */
  readonly jsonLength: string | undefined;
  readonly trace?: TraceContext | undefined;
  readonly body: Uint8Array;
}

/** The protocol's answer, as bytes. */
export interface InferenceAnswerEvent {
  readonly id: string;
  readonly jsonLength: number | undefined;
  readonly trace?: TraceContext | undefined;
  readonly body: Uint8Array;
}
