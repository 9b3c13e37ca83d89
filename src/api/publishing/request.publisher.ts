import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
} from '@nestjs/common';
import { within } from '../../foundation/concurrency/within.js';
import { Turns } from '../../foundation/concurrency/turns.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import { ClaimCheck } from '../../storage/claim-check.js';
import { logIdOf } from './log-id.js';
import { chooseBroker, reach } from './broker-choice.js';
import { ChunkPublisher } from './chunk.publisher.js';
import { nothingSent, type OutgoingImages, Push, pushStopped } from './push.js';
import { PushLedger } from './push.ledger.js';

/** Chunks in flight of one push: enough to keep a broker busy. */
const chunksOfPush = 4;
/** Of all pushes of this process, in turn: memory stays flat however many there are. */
const chunksOfProcess = 8;
const mostPushes = 1_000;
const usualAnswerMs = 30_000;
/** The share of the shutdown time in which pushes under way may still begin chunks. HTTP has half of that time. */
const shareToEnd = 0.25;

export interface PushCaller {
  /** Aborts when the client leaves before its answer: then no further chunk begins. */
  readonly left?: AbortSignal;
  /** Milliseconds until the answer at the latest; publishing then goes on without the caller. Default: 30,000. */
  readonly answerWithinMs?: number;
}

export interface PublishedRequest {
  readonly requestId: string;
  readonly broker: string;
  /** Images that the broker has confirmed. */
  readonly accepted: number;
  /** Whether further images are still being published. */
  readonly publishing: boolean;
}

/**
 * Publishes the images of requests of any length as events. All requests share a bounded number of chunks in flight.
 * So a slow broker makes them slower; it neither refuses them nor fills the memory.
 */
@Injectable()
export class RequestPublisher implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly logger = new Logger('Push');
  private readonly chunks: ChunkPublisher;
  private readonly turns = new Turns(chunksOfProcess);
  private readonly running = new Map<Push, Promise<void>>();
  /** Running, and about to begin. */
  private count = 0;
  private isEnding = false;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'transport' | 'shutdown' | 'fetching'>,
    @Inject(BROKERS) private readonly brokers: Brokers,
    private readonly ledger: PushLedger,
  ) {
    this.chunks = new ChunkPublisher(config.transport.topics.images, ledger, new ClaimCheck(config.fetching));
  }

  /**
   * Resolves once the broker has confirmed every image, or with `publishing: true` once the caller's time is over.
   *
   * @param onEnd called once nothing of the images is needed any more.
   * @throws InvalidError for a wrong broker; nothing was sent.
   * @throws UnavailableError `BROKER_UNAVAILABLE` or `TOO_MANY_PUSHES` before anything was sent: without a request id.
   *   Half-way, with the request id. Both have the numbers of images that were confirmed, are unknown (sent, never
   *   confirmed) and were not sent. `DATABASE_UNAVAILABLE` before anything was sent has neither.
   */
  async publish(
    images: OutgoingImages,
    caller: PushCaller = {},
    onEnd: () => void = () => undefined,
  ): Promise<PublishedRequest> {
    this.count += 1;
    const end = () => {
      this.count -= 1;
      onEnd();
    };
    const push = await this.begin(images).catch((error: unknown) => {
      end();
      throw error;
    });
    const stop = () => push.stop(pushStopped('the client has left'));
    if (caller.left?.aborted) stop();
    if (this.isEnding) push.stop(processEnds());
    caller.left?.addEventListener('abort', stop, { once: true });
    const ended = this.run(push).finally(end);
    this.running.set(push, ended);
    const isOver = await endsWithin(caller.answerWithinMs ?? usualAnswerMs, ended);
    if (!isOver || caller.left?.aborted) void ended.then(() => this.report(push));
    if (isOver && push.error) throw push.error;
    const { requestId, broker, confirmed: accepted } = push;
    return { requestId, broker: broker.name, accepted, publishing: !isOver };
  }

  /** Pushes under way may go on for a part of the shutdown time; then they begin nothing more. */
  onModuleDestroy(): void {
    const { delayMs, timeoutMs } = this.config.shutdown;
    const end = () => {
      this.isEnding = true;
      for (const push of this.running.keys()) push.stop(processEnds());
    };
    setTimeout(end, delayMs + (timeoutMs - delayMs) * shareToEnd).unref();
  }

  /** Before the brokers and the database are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.running.values());
    await this.ledger.end();
  }

  /** Refuses what cannot be published now, before the ledger knows of it. */
  private async begin(images: OutgoingImages): Promise<Push> {
    const broker = chooseBroker(this.brokers, images.broker);
    try {
      if (this.isEnding) throw pushStopped('this process is ending; send it again, to another one');
      if (this.count > mostPushes) {
        throw new UnavailableError('TOO_MANY_PUSHES', `${mostPushes} pushes are being published already`);
      }
      await reach(broker);
    } catch (error) {
      throw nothingSent(broker, images, error);
    }
    const push = new Push(broker, images);
    await this.ledger.open(push, await logIdOf(broker, this.config.transport.topics.images));
    return push;
  }

  /** Resolves when nothing more will be sent, and the ledger knows what was. */
  private async run(push: Push): Promise<void> {
    const workers = Array.from({ length: Math.min(chunksOfPush, push.chunksLeft) }, () => this.work(push));
    await Promise.all(workers);
    await this.ledger.close(push, push.error?.cause).catch((error: unknown) => push.stop(error));
    this.running.delete(push);
  }

  /** The first failure ends the push, so nothing is sent late. */
  private async work(push: Push): Promise<void> {
    const publishNext = async () => {
      const chunk = push.nextChunk();
      if (chunk) await this.chunks.publish(push, chunk).catch((error: unknown) => push.stop(error));
    };
    const isOver = () => push.chunksLeft === 0 || push.stopped.aborted;
    // Only a stop ends the wait for a turn.
    while (!isOver()) await this.turns.take(publishNext, push.stopped).catch(() => undefined);
  }

  /** Nobody waits for the answer any more. */
  private report({ requestId, broker, requested, error }: Push): void {
    if (error) this.logger.warn(`request ${requestId}: ${error.message}`);
    else this.logger.log(`request ${requestId}: ${broker.name} took all ${requested} images`);
  }
}

const processEnds = () => pushStopped('this process is ending');

async function endsWithin(timeoutMs: number, ended: Promise<void>): Promise<boolean> {
  const late = () => new Error('late');
  return within(timeoutMs, () => ended, late).then(
    () => true,
    () => false,
  );
}
