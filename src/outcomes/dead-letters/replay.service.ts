import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { InvalidError, toAppError, UnavailableError } from '../../foundation/errors/app.error.js';
import { imageIdHeader, imageSourceHeader } from '../../events/image-name.js';
import { EventCodec } from '../../events/event.codec.js';
import type { Broker, BrokerMessage } from '../../transport/broker.js';
import { toReplay } from '../../transport/delivery/replay-message.js';
import { isRefusal } from '../../transport/refusal.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import { ImageFinder } from '../ledger/image.finder.js';
import { messageOfRow } from './dead-letter.rows.js';
import { mostNamed, type Replayed, type ReplayOrder, type ReplayReport } from './replay.schema.js';
import { type Claim, ReplaysRepository } from './replays.repository.js';

/** Letters published at once: enough to keep a broker busy, few enough to keep memory flat. */
const lettersInFlight = 8;

export type { Replayed, ReplayReport };

type Progress = {
  left: number;
  replayed: number;
  refused: number;
  refusals: ReplayReport['refusals'][number][];
};

/** Replays dead letters: publishes each message again, to its topic on the broker that it came from. */
@Injectable()
export class ReplayService {
  private readonly maxReplays: number;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(BROKERS) private readonly brokers: Brokers,
    private readonly replays: ReplaysRepository,
    private readonly images: ImageFinder,
  ) {
    this.maxReplays = config.maxReplays;
  }

  /**
   * Resolves once the broker has taken the message.
   *
   * @throws InvalidError `NOT_FOUND`, `NOT_REPLAYABLE`, `REPLAY_LIMIT`; `BROKER_NOT_ENABLED` when this process does
   *   not use the letter's broker; `BROKER_REFUSED`, `MESSAGE_TOO_LARGE` when the broker refuses it now. Nothing has
   *   changed then.
   * @throws UnavailableError `BROKER_UNAVAILABLE`: the message may have been published or not; try again.
   */
  async replay(id: number): Promise<Replayed> {
    const { row } = await this.replays.check(id, this.maxReplays);
    const broker = this.brokerOf(row.broker);
    await broker.connect();
    const claim = await this.replays.claim(id, this.maxReplays);
    await this.publish(broker, claim);
    await this.replays.confirm(claim);
    return { id, imageId: row.image_id, broker: row.broker, topic: row.topic, replay: claim.replay };
  }

  /**
   * Replays all matching letters, the oldest first. Skips and reports those that cannot be replayed.
   *
   * @throws InvalidError `AMBIGUOUS_IMAGE` for an id alone that several images have.
   * @throws UnavailableError when a broker or the database is away; its details say how many were replayed before.
   */
  async replayAll({ dryRun, limit, ...filter }: ReplayOrder): Promise<ReplayReport> {
    if (filter.image !== undefined) await this.images.name({ source: filter.imageSource, id: filter.image });
    const matched = await this.replays.countOpen(filter);
    const progress: Progress = { left: limit, replayed: 0, refused: 0, refusals: [] };
    const ids = this.replays.open(filter);
    const attempt = (id: number) => (dryRun ? this.wouldReplay(id) : this.replay(id));
    const workers = Array.from({ length: lettersInFlight }, () => work(ids, attempt, progress));
    const ends = await Promise.allSettled(workers);
    const { left: _left, ...report } = progress;
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw interrupted(failed.reason, progress.replayed);
    return { dryRun, matched, ...report };
  }

  private async publish(broker: Broker, claim: Claim): Promise<void> {
    try {
      await broker.publish([messageOf(claim)]);
    } catch (thrown) {
      if (isRefusal(thrown)) await this.replays.withdraw(claim);
      throw thrown;
    }
  }

  private async wouldReplay(id: number): Promise<void> {
    const { row } = await this.replays.check(id, this.maxReplays);
    this.brokerOf(row.broker);
  }

  private brokerOf(name: string): Broker {
    const broker = this.brokers.get(name);
    if (broker) return broker;
    const allowed = [...this.brokers.keys()];
    throw new InvalidError(
      'BROKER_NOT_ENABLED',
      `the letter came from ${name}, which this process does not speak; it speaks ${allowed.join(', ')}`,
      { details: { field: 'broker', value: name, allowed } },
    );
  }
}

/** Workers share the generator; the first failure that is not the letter's own ends it for all. */
async function work(
  ids: AsyncGenerator<number>,
  attempt: (id: number) => Promise<unknown>,
  progress: Progress,
): Promise<void> {
  while (progress.left > 0) {
    progress.left -= 1;
    const { done, value: id } = await ids.next();
    if (done) return;
    try {
      await attempt(id);
      progress.replayed += 1;
    } catch (thrown) {
      const { kind, code, message: reason } = toAppError(thrown);
      if (kind !== 'invalid') {
        await ids.return(undefined);
        throw thrown;
      }
      progress.left += 1;
      progress.refused += 1;
      if (progress.refusals.length < mostNamed) progress.refusals.push({ id, code, reason });
    }
  }
}

function messageOf({ row, replay }: Claim): BrokerMessage {
  const message = messageOfRow(row);
  const codec = new EventCodec(row.broker);
  const { headers, ...envelope } = toReplay(message, codec.partitionKey(message), replay);
  const { [imageSourceHeader]: _source, ...others } = headers;
  // The image keeps its name, also where an earlier version named it otherwise.
  const name = row.image_id === null ? {} : { [imageIdHeader]: row.image_id };
  return { ...envelope, headers: { ...others, ...name } };
}

function interrupted(reason: unknown, replayed: number): UnavailableError {
  const error = toAppError(reason);
  const text = `${replayed} dead letters were replayed, then: ${error.message}`;
  return new UnavailableError(error.code, text, { cause: reason, details: { replayed } });
}
