import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { prepareVenv } from './python.js';

const folder = resolve(import.meta.dirname, 'librdkafka');

export interface PushingProducer {
  /** When each of its pushes was accepted, in milliseconds since 1970. */
  readonly accepted: readonly number[];
  end(): Promise<void>;
}

/** A client that shares nothing with ours, pushing batches through Kafka until it is ended. */
export async function startLibrdkafka(
  brokers: readonly string[],
  topic: string,
  batchSize: number,
): Promise<PushingProducer> {
  const python = join(await prepareVenv(folder), 'python');
  const script = join(folder, 'producer.py');
  const child = spawn(python, [script, brokers.join(','), topic, String(batchSize)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const accepted: number[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => void accepted.push(Number(line)));
  return {
    accepted,
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
