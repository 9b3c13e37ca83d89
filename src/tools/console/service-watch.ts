import { setTimeout as pause } from 'node:timers/promises';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { errorText } from '../../foundation/errors/app.error.js';
import type { Ledger } from '../../outcomes/ledger/ledger.js';
import type { StoredPrediction } from '../../outcomes/results/outcome-rows.js';
import type { Statistics } from '../../outcomes/results/statistics.service.js';
import { ServiceClient } from '../verification/service.client.js';

const newestKept = 10;
const pauseBetweenPollsMs = 1_000;
const answerTimeoutMs = 10_000;
/** The address may belong to another program that sends a page. */
const mostReasonCharacters = 200;

/** A running service's numbers, kept up to date over its HTTP API. */
export class ServiceWatch {
  ledger: Ledger | undefined;
  statistics: Statistics | undefined;
  /** The newest predictions, the newest first. */
  newest: readonly StoredPrediction[] = [];
  /** Why the service cannot be reached; undefined while it answers. */
  away: string | undefined;
  private readonly service: ServiceClient;

  constructor(
    readonly url: string,
    private readonly onChange: () => void,
    apiKey?: string,
  ) {
    this.service = new ServiceClient(url, answerTimeoutMs, apiKey);
  }

  /** Watches until the signal aborts, and reconnects when the service is back. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const attempt = new AbortController();
      const signal = AbortSignal.any([stop, attempt.signal]);
      try {
        await Promise.race([this.poll(signal), this.follow(signal)]);
      } catch (error) {
        if (stop.aborted) return;
        this.away = errorText(error).slice(0, mostReasonCharacters);
        this.onChange();
      }
      attempt.abort();
      await pause(pauseBetweenPollsMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  private async poll(signal: AbortSignal): Promise<void> {
    for (;;) {
      const statistics = await this.service.call<Statistics>('/statistics');
      signal.throwIfAborted();
      this.statistics = statistics;
      this.away = undefined;
      this.onChange();
      await pause(pauseBetweenPollsMs, undefined, { signal });
    }
  }

  /** Shows only the newest: predictions made while the service was away are not read. */
  private async follow(signal: AbortSignal): Promise<void> {
    const newest = await this.service.call<StoredPrediction[]>(`/predictions?limit=${newestKept}`);
    signal.throwIfAborted();
    this.newest = newest;
    const after = newest[0]?.seq ?? 0;
    for await (const { event, data } of this.events(`/predictions/stream?after=${after}`, signal)) {
      if (event === 'predictions') this.add(JSON.parse(data) as StoredPrediction[]);
      if (event === 'ledger') this.ledger = JSON.parse(data) as Ledger;
      if (event === 'end') throw new Error('the service stops');
      this.onChange();
    }
    throw new Error('the service has closed the stream');
  }

  private async *events(path: string, signal: AbortSignal): AsyncGenerator<EventSourceMessage> {
    const response = await this.service.send(path, { signal });
    if (!response.ok || !response.body) throw new Error(`${path} answered ${response.status}`);
    yield* response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  }

  private add(batch: readonly StoredPrediction[]): void {
    this.newest = [...batch.slice(-newestKept).toReversed(), ...this.newest].slice(0, newestKept);
  }
}
