import type { Prediction } from '../../events/prediction.event.js';
import { type StoredPicture, pixelsType } from '../ledger/pictures.repository.js';

/** The picture that the model saw, where the prediction carries it. */
export function pictureOfPrediction({ imageId, picture }: Prediction): StoredPicture | undefined {
  if (!picture) return undefined;
  return { imageId, contentType: pixelsType(picture), bytes: Buffer.from(picture.base64, 'base64') };
}
