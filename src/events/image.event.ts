import type { FileType } from './image-type.js';
import type { TraceContext } from './trace-context.js';

/** An image's bytes in a message. Raw pixels need their shape; the formats contain their own. */
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
      /** As its header declares; undefined until that was read. */
      readonly size?: { readonly width: number; readonly height: number } | undefined;
    };

/** The request to classify this image. @typeParam Body what travels: the image itself, or also a reference to it. */
export interface ImageEvent<Body = ImageBody> {
  /** Default: `publisherSource`. With the id it names the image; see `imageName`. */
  readonly source?: string | undefined;
  /** `<requestId>/<imageIndex>` for images that Seamline publishes; any id that the publisher chose for others. */
  readonly id: string;
  /** The message's key, which orders; it names nothing. Undefined where it only repeats the name. */
  readonly key?: string | undefined;
  /** Groups images of one push. Default: the image's name. */
  readonly requestId: string;
  readonly imageIndex?: number | undefined;
  readonly trueLabel?: string | undefined;
  /** Images with the same key are handled in the order of publishing. */
  readonly partitionKey?: string | undefined;
  readonly trace?: TraceContext | undefined;
  /** The model to use; see `Wanted`. */
  readonly model?: string | undefined;
  readonly modelVersion?: string | undefined;
  readonly body: Body;
}
