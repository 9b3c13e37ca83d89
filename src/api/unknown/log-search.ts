import { setTimeout as pause } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { UnknownImages } from '../../outcomes/ledger/unknown.images.js';
import type { UnknownRequest } from '../../outcomes/ledger/unknown.repository.js';
import type { Broker, FoundMessages } from '../../transport/broker.js';

/** In milliseconds. */
export interface SearchTimes {
  readonly pauseMs: number;
  /** A publisher is dead once its sign of life has not changed for this time, by this process's own steady clock. */
  readonly silentMs: number;
}
export const SEARCH_TIMES = Symbol('SearchTimes');
export const usualTimes: SearchTimes = { pauseMs: 10_000, silentMs: 60_000 };

interface Looked {
  readonly request: UnknownRequest;
  readonly images: readonly { readonly imageId: string; readonly createdAt: string }[];
}

/** The most of a look; the others have their turn in later ones. */
const requestsPerLook = 1_000;
const imagesPerSearch = 10_000;

/**
 * Looks for unknown images in the logs of brokers that can be searched quickly, such as the embedded one. Those found
 * are accepted. Those that are surely not there, and will not come, are forgotten. The others stay unknown.
 */
@Injectable()
export class LogSearch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LogSearch.name);
  private readonly closing = new AbortController();
  private readonly topic: string;
  /** The signs of life of publishers, and since when each has not changed. */
  private signs = new Map<string, { readonly sign: string | null; readonly sinceMs: number }>();
  /** Requests that a search has not ended: another one would find nothing new. */
  private searched = new Set<string>();
  private running: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) { transport }: Pick<Config, 'transport'>,
    @Inject(BROKERS) private readonly brokers: Brokers,
    @Inject(SEARCH_TIMES) private readonly times: SearchTimes,
    private readonly unknown: UnknownImages,
  ) {
    this.topic = transport.topics.images;
  }

  onApplicationBootstrap(): void {
    if ([...this.brokers.values()].some(({ admin }) => admin.findKeys)) this.running = this.keepLooking();
  }

  async onModuleDestroy(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async keepLooking(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await this.look().catch((error: unknown) =>
        this.logger.warn(`unknown images stay unknown for now: ${errorText(error)}`),
      );
      await pause(this.times.pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    const requests = await this.unknown.requests(requestsPerLook);
    const ids = new Set(requests.map(({ requestId }) => requestId));
    this.searched = new Set([...this.searched].filter((id) => ids.has(id)));
    const over = this.withoutPublisher(requests).filter(({ requestId }) => !this.searched.has(requestId));
    for (const [name, broker] of this.brokers) {
      const left = over.filter((request) => request.broker === name);
      while (broker.admin.findKeys && left.length > 0 && !this.closing.signal.aborted)
        await this.search(broker, left);
    }
  }

  /**
   * Clocks may jump, and a computer may sleep, so a sign counts as old only after this process has seen it unchanged
   * for a time. Its publisher would have changed it meanwhile.
   */
  private withoutPublisher(requests: readonly UnknownRequest[]): UnknownRequest[] {
    const now = performance.now();
    const signs = requests.map(({ requestId, sign }) => {
      const known = this.signs.get(requestId);
      return [requestId, known?.sign === sign && known ? known : { sign, sinceMs: now }] as const;
    });
    this.signs = new Map(signs);
    const isSilent = (id: string) => now - (this.signs.get(id)?.sinceMs ?? now) >= this.times.silentMs;
    return requests.filter(({ requestId, closed }) => closed || isSilent(requestId));
  }

  /** Takes the first of the requests: one pass over the log serves as many as fit. */
  private async search(broker: Broker, left: UnknownRequest[]): Promise<void> {
    const looked: Looked[] = [];
    for (let size = 0; left.length > 0 && size < imagesPerSearch; size += looked.at(-1)?.images.length ?? 0) {
      const request = left.shift() as UnknownRequest;
      looked.push({
        request,
        images: await this.unknown.images(request.requestId, { limit: imagesPerSearch }),
      });
    }
    await broker.connect();
    const keys = new Set(looked.flatMap(({ images }) => images.map(({ imageId }) => imageId)));
    const answer = await broker.admin.findKeys?.(this.topic, keys);
    if (answer) for (const one of looked) await this.settle(broker, one, answer);
  }

  private async settle(
    broker: Broker,
    { request: { requestId, logId }, images }: Looked,
    { found, completeSince, ...log }: FoundMessages,
  ): Promise<void> {
    const atBroker = images.filter(({ imageId }) => found.has(imageId));
    const absent = images.filter(
      ({ imageId, createdAt }) =>
        log.logId === logId && !found.has(imageId) && new Date(createdAt) >= completeSince,
    );
    const idsOf = (some: Looked['images']) => some.map(({ imageId }) => imageId);
    const findings = { atBroker: idsOf(atBroker), absent: idsOf(absent) };
    const by = { resolver: 'log', name: `the log of ${broker.name}` } as const;
    const { accepted, forgotten } = await this.unknown.resolve(requestId, findings, by);
    if (accepted + forgotten < images.length) this.searched.add(requestId);
  }
}
