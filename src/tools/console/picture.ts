import type { ImageBody } from '../../events/image.event.js';

/** A picture that was found but not read yet. */
export interface FoundPicture {
  /** Its path, or its place in a file of many; for people. */
  readonly name: string;
  readonly trueLabel?: string | undefined;
  /** @throws Error that says why it cannot be published. */
  read(): Promise<ImageBody>;
}

export interface PictureOptions {
  readonly maxImageBytes: number;
  readonly maxImagePixels: number;
  /** Also find the pictures' labels: from the names of class folders, or from the file of labels. */
  readonly labels: boolean;
}
