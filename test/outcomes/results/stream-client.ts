import { onTestFinished } from 'vitest';
import type { StoredPrediction } from '../../../src/outcomes/results/outcome-rows.js';

export interface StreamEvent {
  readonly event: string;
  readonly data: unknown;
}

/** A reader of the stream as the standard describes it: events in their order, and the id to come back with. */
export class StreamClient {
  readonly events: StreamEvent[] = [];
  lastId: string | undefined;
  comments = 0;
  /** Resolves when the server has closed the connection. */
  ended: Promise<void> = Promise.resolve();
  private readonly leaving = new AbortController();

  /** Follows until it leaves, or the test ends. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<StreamClient> {
    const client = new StreamClient();
    const response = await fetch(url, { headers, signal: client.leaving.signal });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    client.ended = client.read(response).catch(() => undefined);
    onTestFinished(() => client.leave());
    return client;
  }

  get predictions(): StoredPrediction[] {
    return this.of('predictions').flatMap((batch) => batch as StoredPrediction[]);
  }

  of(name: string): unknown[] {
    return this.events.filter(({ event }) => event === name).map(({ data }) => data);
  }

  leave(): void {
    this.leaving.abort();
  }

  private async read(response: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      blocks.forEach((block) => this.dispatch(block));
    }
  }

  private dispatch(block: string): void {
    const fields = block.split('\n').map((line) => /^([^:]*): ?(.*)$/s.exec(line)!);
    const field = (name: string) => fields.find(([, found]) => found === name)?.[2];
    if (fields.some(([, name]) => name === '')) this.comments += 1;
    this.lastId = field('id') ?? this.lastId;
    const data = field('data');
    if (data !== undefined) this.events.push({ event: field('event') ?? 'message', data: JSON.parse(data) });
  }
}
