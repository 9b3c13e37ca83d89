import type { AppError } from '../../errors/app.error.js';
import { Batcher } from '../batcher.js';
import type { Outgoing } from './kafka.records.js';

/** Requests in flight per topic. Each lane sends one at a time, so a retry cannot overtake its successor. */
const laneCount = 4;
const maxRecords = 500;
/** Under Kafka's default limit of 1 MiB a batch: only a message that is too large by itself is refused. */
const maxBytes = 900_000;

type Outcome = AppError | undefined;
type Lane = Batcher<Outgoing, Outcome>;

interface Place {
  readonly lane: Lane;
  messages: number;
}

/**
 * Spreads the messages of one topic over a few requests at a time. Messages that share a key go the same way while one
 * of them is on it, which keeps their order; all others join the request that is about to leave, since few large
 * requests cost less than many small ones.
 */
export class KafkaLanes {
  private readonly lanes: readonly Lane[];
  private readonly places = new Map<string, Place>();

  /** @param deliver one outcome for each message: undefined once the broker has it. */
  constructor(deliver: (batch: readonly Outgoing[]) => Promise<readonly Outcome[]>) {
    const sizeBytes = ({ sizeBytes: bytes }: Outgoing) => bytes;
    this.lanes = Array.from(
      { length: laneCount },
      () => new Batcher(deliver, { maxItems: maxRecords, maxBytes, sizeBytes }),
    );
  }

  async add(outgoing: Outgoing): Promise<Outcome> {
    const { partitionKey, key } = outgoing.record;
    const name = partitionKey ?? key;
    if (name === null || name === undefined) return this.nextToLeave().add(outgoing);
    const text = typeof name === 'string' ? name : name.toString('latin1');
    const place = this.places.get(text) ?? { lane: this.nextToLeave(), messages: 0 };
    place.messages += 1;
    this.places.set(text, place);
    try {
      return await place.lane.add(outgoing);
    } finally {
      place.messages -= 1;
      if (place.messages === 0) this.places.delete(text);
    }
  }

  /** Sends what was accepted. */
  async close(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.close()));
  }

  /** Of the free lanes the one that fills already; where all are busy, the one with the shortest queue. */
  private nextToLeave(): Lane {
    let best = this.lanes[0] as Lane;
    for (const lane of this.lanes) if (leavesSooner(lane, best)) best = lane;
    return best;
  }
}

function leavesSooner(lane: Lane, other: Lane): boolean {
  const free = hasRoomAtOnce(lane);
  if (free !== hasRoomAtOnce(other)) return free;
  return free ? lane.queued > other.queued : lane.queued < other.queued;
}

const hasRoomAtOnce = ({ busy, queued }: Lane): boolean => !busy && queued < maxRecords;
