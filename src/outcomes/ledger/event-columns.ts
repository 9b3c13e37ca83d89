import type { NamedImage } from '../../events/named-image.js';
import type { NewOutcomeRow } from '../database/schema.js';

/** The columns of an image's event. The id is stored where it is not the image id itself. */
export function eventColumns({
  imageId,
  imageSource,
  imageEventId,
}: NamedImage): Pick<NewOutcomeRow, 'event_source' | 'event_id'> {
  return {
    event_source: imageSource ?? null,
    event_id: imageEventId === undefined || imageEventId === imageId ? null : imageEventId,
  };
}
