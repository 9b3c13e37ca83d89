import { setTimeout as pause } from 'node:timers/promises';

const imagesEach = 25;
const clients = 3;
const betweenMs = 20;

/** Clients that push images and read the ledger without a pause to speak of, and note what becomes of each request. */
export class Load {
  answered = 0;
  /** Told to come again: 503 with Retry-After. */
  refused = 0;
  readonly failures: string[] = [];
  private stopped = false;
  private readonly work: Promise<unknown>;

  constructor(private readonly url: string) {
    this.work = Promise.all(Array.from({ length: clients }, (_, client) => this.run(client)));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
  }

  private async run(client: number): Promise<void> {
    for (let round = 0; !this.stopped; round++) {
      const start = (client * 1_000 + round * imagesEach) % 9_000;
      await this.ask(`/push-to-consumer?start_idx=${start}&end_idx=${start + imagesEach}`, 'POST');
      await this.ask('/ledger', 'GET');
      await pause(betweenMs);
    }
  }

  private async ask(path: string, method: string): Promise<void> {
    try {
      const response = await fetch(this.url + path, { method });
      const text = await response.text();
      if (response.ok) this.answered += 1;
      else if (response.status === 503 && response.headers.has('retry-after')) this.refused += 1;
      else this.failures.push(`${method} ${path}: ${response.status} ${text}`);
    } catch (error) {
      this.failures.push(`${method} ${path}: ${String((error as Error).cause ?? error)}`);
    }
  }
}
