import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KnownEnds } from '../../publish-failure.js';
import type { OutgoingRecord } from './kafkajs/records.js';

/** What is known of records whose publish fails. */
export class KafkaSendings {
  /** Requests with them that have left, less those that Kafka answered with a refusal. */
  private readonly open = new WeakMap<OutgoingRecord, number>();

  /** A request with these records leaves. */
  leave(batch: readonly OutgoingRecord[]): void {
    for (const record of batch) this.open.set(record, (this.open.get(record) ?? 0) + 1);
  }

  /** Kafka has nothing of the last request. */
  refuse(batch: readonly OutgoingRecord[]): void {
    for (const record of batch) this.open.set(record, Math.max(0, (this.open.get(record) ?? 0) - 1));
  }

  /** @param accepted settles as Kafka accepts or refuses the record at the same place. */
  async knownEnds(
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
      notSent: places.filter((place) => !done.has(place) && !this.open.get(records[place] as OutgoingRecord)),
    };
  }
}
