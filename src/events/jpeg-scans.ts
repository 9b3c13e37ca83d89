import { InvalidError } from '../foundation/errors/app.error.js';
import { isJpeg, jpegMarkers, startOfScan } from './jpeg-markers.js';

/** Encoders write up to about 30. */
const mostScans = 100;

/**
 * Refuses a JPEG that is decoded too often: each scan is a pass over all pixels, and a scan of nothing has 26 bytes.
 *
 * @throws InvalidError `MESSAGE_TOO_LARGE` for more than 100 scans.
 */
export function refuseManyScans(bytes: Uint8Array): void {
  if (!isJpeg(bytes)) return;
  let scans = 0;
  for (const { marker } of jpegMarkers(bytes)) {
    if (marker === startOfScan) scans += 1;
    if (scans > mostScans) {
      throw new InvalidError('MESSAGE_TOO_LARGE', `the JPEG has more than ${mostScans} scans`, {
        details: { limitScans: mostScans },
      });
    }
  }
}
