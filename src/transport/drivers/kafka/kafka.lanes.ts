import type { AppError } from '../../../foundation/errors/app.error.js';
import { Batcher } from '../../../foundation/concurrency/batcher.js';
import type { OutgoingRecord } from './kafkajs/records.js';

/** Requests in flight per topic. Each lane sends one at a time, so a retry cannot overtake its successor. */
const laneCount = 4;
const maxRecords = 500;
/** In bytes. Under Kafka's default limit of 1 MiB a batch: it refuses only a message that is too large by itself. */
const maxBytes = 900_000;

/** The error that kept the message from the broker; undefined once the broker has it. */
export type RecordOutcome = AppError | undefined;
type Lane = Batcher<OutgoingRecord, undefined>;

interface Place {
  readonly lane: Lane;
  messages: number;
}

/**
 * Spreads the messages of one topic over a few requests at a time. Messages with the same key use the same lane while
 * one of them is on it, which keeps their order. All others join the request that leaves next: few large requests
 * cost less than many small ones.
 */
export class KafkaLanes {
  private readonly lanes: readonly Lane[];
  private readonly places = new Map<string, Place>();

  /** @param deliver resolves with one outcome for each message. */
  constructor(deliver: (batch: readonly OutgoingRecord[]) => Promise<readonly RecordOutcome[]>) {
    const sizeBytes = ({ sizeBytes: bytes }: OutgoingRecord) => bytes;
    const run = (batch: readonly OutgoingRecord[]) => deliver(batch).finally(() => this.arrived(batch));
    this.lanes = Array.from(
      { length: laneCount },
      () => new Batcher<OutgoingRecord, undefined>(run, { maxItems: maxRecords, maxBytes, sizeBytes }),
    );
  }

  /** Resolves once the broker has the message. */
  add(outgoing: OutgoingRecord): Promise<undefined> {
    const name = nameOf(outgoing);
    if (name === undefined) return this.nextToLeave().add(outgoing);
    const place = this.places.get(name) ?? { lane: this.nextToLeave(), messages: 0 };
    place.messages += 1;
    this.places.set(name, place);
    return place.lane.add(outgoing);
  }

  /** Sends all accepted messages. */
  async close(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.close()));
  }

  private arrived(batch: readonly OutgoingRecord[]): void {
    for (const outgoing of batch) {
      const name = nameOf(outgoing);
      const place = name === undefined ? undefined : this.places.get(name);
      if (!place) continue;
      place.messages -= 1;
      if (place.messages === 0) this.places.delete(name as string);
    }
  }

  /** The free lane that is already filling; when all are busy, the one with the shortest queue. */
  private nextToLeave(): Lane {
    let best = this.lanes[0] as Lane;
    for (const lane of this.lanes) if (leavesSooner(lane, best)) best = lane;
    return best;
  }
}

/** The key whose messages stay in order; undefined where order does not matter. */
function nameOf({ record: { partitionKey, key } }: OutgoingRecord): string | undefined {
  const name = partitionKey ?? key ?? undefined;
  return typeof name === 'object' ? name.toString('latin1') : name;
}

function leavesSooner(lane: Lane, other: Lane): boolean {
  const free = hasRoomAtOnce(lane);
  if (free !== hasRoomAtOnce(other)) return free;
  return free ? lane.queued > other.queued : lane.queued < other.queued;
}

const hasRoomAtOnce = ({ busy, queued }: Lane): boolean => !busy && queued < maxRecords;
