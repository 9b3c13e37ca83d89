import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildGoProgram } from './go-program.js';
import { javaCommand } from './kafka-node.js';
import { prepareVenv } from './python.js';

const here = import.meta.dirname;

/**
 * What starts each client's program, before its arguments.
 *
 * @throws Error in words when what builds or runs it is not installed.
 */
const clients = {
  java: async () => [...(await javaCommand(256)), join(here, 'java-client', 'Images.java')],
  librdkafka: async () => [
    join(await prepareVenv(join(here, 'librdkafka')), 'python'),
    join(here, 'librdkafka', 'images.py'),
  ],
  'franz-go': async () => [await buildGoProgram(join(here, 'franz-go'))],
};

export type ClientName = keyof typeof clients;
export const clientNames = Object.keys(clients) as ClientName[];

/** Builds the clients that are not built yet. @throws Error that says which is not available, and why. */
export async function prepareImageProducers(): Promise<{ readonly names: readonly ClientName[] }> {
  for (const name of clientNames) {
    await clients[name]().catch((cause: Error) => {
      throw new Error(`${name}: ${cause.message}`, { cause });
    });
  }
  return { names: clientNames };
}

/** Pictures to send; the ids of their events begin with the name. */
export interface Pictures {
  readonly topic: string;
  readonly codec: string;
  readonly mode: 'plain' | 'idempotent' | 'committed' | 'aborted';
  readonly count: number;
  readonly name: string;
}

/** One of Kafka's usual clients, which sends copies of a picture. */
export class ImageProducer {
  private readonly done: AsyncIterator<string>;

  private constructor(private readonly child: ChildProcess & { stdin: NodeJS.WritableStream }) {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    this.done = lines[Symbol.asyncIterator]();
  }

  /** @param picture a PNG file. */
  static async start(
    client: ClientName,
    brokers: readonly string[],
    picture: string,
  ): Promise<ImageProducer> {
    const [program = '', ...options] = await clients[client]();
    const child = spawn(program, [...options, brokers.join(','), picture], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    return new ImageProducer(child);
  }

  /** @throws Error when the program ends before it is done. */
  async send({ topic, codec, mode, count, name }: Pictures): Promise<void> {
    this.child.stdin.write(`${[topic, codec, mode, count, name].join('\t')}\n`);
    const { value, done } = await this.done.next();
    if (done || value !== name) throw new Error(`the client ended at ${name}`);
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.stdin.end();
    await ended;
  }
}
