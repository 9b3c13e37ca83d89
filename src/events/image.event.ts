import type { FileType } from './image-type.js';
import type { TraceContext } from './trace-context.js';

/** An image's bytes as they travel. Raw pixels need their shape; the formats carry their own. */
export type ImageBody =
  | {
      readonly kind: 'pixels';
      readonly width: number;
      readonly height: number;
      /** 1 grey, 3 RGB, 4 RGBA. */
      readonly channels: number;
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'file';
      readonly contentType: FileType;
      readonly bytes: Uint8Array;
    };

/** What is asked of the classifier: say what this image shows. */
export interface ImageEvent {
  /** `<requestId>/<imageIndex>` for images that Seamline publishes; whatever the publisher chose for others. */
  readonly id: string;
  /** Groups images that were pushed together. An event that names none is its own request: its id. */
  readonly requestId: string;
  readonly imageIndex?: number | undefined;
  readonly trueLabel?: string | undefined;
  /** Images with the same key are handled in the order of publishing. */
  readonly partitionKey?: string | undefined;
  readonly trace?: TraceContext | undefined;
  /** Which model is asked; see `Wanted`. */
  readonly model?: string | undefined;
  readonly modelVersion?: string | undefined;
  readonly body: ImageBody;
}
