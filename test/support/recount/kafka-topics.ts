import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { prepareVenv } from '../services/python.js';
import type { RawMessage } from './raw-message.js';

const folder = resolve(import.meta.dirname, '../services/librdkafka');

interface Line {
  readonly topic: string;
  readonly id: string;
  readonly publishedAtMs: number;
  readonly headers: readonly (readonly [name: string, base64: string])[];
  readonly value: string;
}

/**
 * All messages on topics of a Kafka, by librdkafka.
 *
 * @throws Error in words when there is no Python, or the topics cannot be read.
 */
export async function readKafkaTopics(brokers: string, topics: readonly string[]): Promise<RawMessage[]> {
  const python = join(await prepareVenv(folder), 'python');
  const command = [join(folder, 'read_topics.py'), brokers, ...topics];
  const child = spawn(python, command, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
  const ended = once(child, 'close');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const messages: RawMessage[] = [];
  for await (const line of createInterface({ input: child.stdout }))
    messages.push(messageOf(JSON.parse(line) as Line));
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`the reader of Kafka's topics ended with ${code}: ${said}`);
  return messages;
}

/** @throws Error in words when there is no Python for the reader. */
export async function prepareKafkaReader(): Promise<object> {
  await prepareVenv(folder);
  return {};
}

function messageOf({ topic, id, publishedAtMs, headers, value }: Line): RawMessage {
  const pairs = headers.map(([name, base64]) => [name, Buffer.from(base64, 'base64')] as const);
  // Of a repeated header a Map keeps the last.
  return {
    topic,
    id,
    publishedAtMs,
    headers: new Map(pairs.toReversed()),
    value: Buffer.from(value, 'base64'),
  };
}
