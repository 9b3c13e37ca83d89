import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { javaCommand } from './kafka-node.js';

/**
 * Sends one record with Kafka's own console producer, as `kafka-console-producer.sh` does.
 *
 * @param line key, value and headers as its line reader splits them: `name:value,name:value<TAB>key<TAB>value`.
 * @throws Error with what it said when it fails.
 */
export async function produceByConsole(brokers: string, topic: string, line: string): Promise<void> {
  const [java = 'java', ...options] = await javaCommand();
  const reader = ['parse.key=true', 'parse.headers=true'].flatMap((one) => ['--reader-property', one]);
  const tool = ['org.apache.kafka.tools.ConsoleProducer', '--bootstrap-server', brokers, '--topic', topic];
  const child = spawn(java, [...options, ...tool, ...reader], { timeout: 60_000 });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  child.stdin.end(`${line}\n`);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0 || /\bERROR\b/.test(said))
    throw new Error(`the console producer ended with ${code}: ${said}`);
}
