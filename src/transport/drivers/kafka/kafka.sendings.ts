import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KnownEnds } from '../../publish-failure.js';
import type { OutgoingRecord } from './kafkajs/records.js';

/**
 * What is known of records whose publish fails.
 *
 * @param accepted settles as Kafka accepts or refuses the record at the same place.
 */
export async function endsOf(
  records: readonly OutgoingRecord[],
  accepted: readonly Promise<unknown>[],
): Promise<KnownEnds> {
  const done = new Set<number>();
  accepted.forEach((end, place) =>
    end.then(
      () => done.add(place),
      () => undefined,
    ),
  );
  // Those that are accepted already say so until then.
  await nextTurn();
  const places = records.map((_, place) => place);
  return {
    accepted: places.filter((place) => done.has(place)),
    notSent: places.filter((place) => !done.has(place) && records[place]?.record.sendings === 0),
  };
}
