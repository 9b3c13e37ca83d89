import type { ExpressionBuilder } from 'kysely';
import { imageName } from '../../events/image-name.js';
import type { Tables } from '../database/schema.js';

/** Selects dead letters; absent fields match all. */
export interface DeadLetterFilter {
  /** The message's topic before it failed. */
  readonly topic?: string | undefined;
  readonly code?: string | undefined;
  readonly request?: string | undefined;
  /** The image's name, or the id of its event; with `imageSource` that id. */
  readonly image?: string | undefined;
  readonly imageSource?: string | undefined;
}

export function matchesDeadLetterFilter({ topic, code, request, image, imageSource }: DeadLetterFilter) {
  return ({ eb, and, or, exists, selectFrom }: ExpressionBuilder<Tables, 'dead_letters'>) => {
    const itsImage = selectFrom('outcomes')
      .select('outcomes.image_id')
      .whereRef('outcomes.image_id', '=', 'dead_letters.image_id');
    const named = image === undefined ? undefined : imageName({ source: imageSource, id: image });
    return and([
      ...(topic === undefined ? [] : [eb('topic', '=', topic)]),
      ...(code === undefined ? [] : [eb('code', '=', code)]),
      ...(request === undefined ? [] : [eb('request_id', '=', request)]),
      ...(named === undefined
        ? []
        : [
            or([
              eb('dead_letters.image_id', '=', named),
              exists(itsImage.where('outcomes.event_id', '=', named)),
            ]),
          ]),
      ...(imageSource === undefined
        ? []
        : [exists(itsImage.where('outcomes.event_source', '=', imageSource))]),
    ]);
  };
}
