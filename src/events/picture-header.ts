export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The markers of a JPEG that begin its frame. */
export const startOfFrame: ReadonlySet<number> = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);

/**
 * The size in the header of a PNG or JPEG, which takes no time; undefined where it is not found. The decoder is held to
 * it, so a header that only this function reads in its way gains nothing.
 */
export function headerSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 24) return undefined;
  if (view.getUint32(0) === 0x89_50_4e_47) return sizeOfPng(view);
  return view.getUint16(0) === 0xff_d8 ? sizeOfJpeg(view) : undefined;
}

/** The first chunk is IHDR: its length, its name, width, height. */
function sizeOfPng(view: DataView): PictureSize | undefined {
  if (view.getUint32(12) !== 0x49_48_44_52) return undefined;
  return known({ width: view.getUint32(16), height: view.getUint32(20) });
}

/** Segments: 0xff, a marker, the length of the rest. A frame has the bits of a sample, height, width. */
function sizeOfJpeg(view: DataView): PictureSize | undefined {
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (startOfFrame.has(marker)) {
      return known({ width: view.getUint16(at + 7), height: view.getUint16(at + 5) });
    }
    // Bytes that only fill, and markers without a segment, are left to the decoder.
    if (marker === 0xff || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda)) return undefined;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

const known = (size: PictureSize) => (size.width > 0 && size.height > 0 ? size : undefined);
