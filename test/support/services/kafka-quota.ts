import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { javaCommand } from './kafka-node.js';

/** Limits what a user may fetch, in bytes a second, with Kafka's own tool. */
export async function throttle(address: string, user: string, bytesPerSecond: number): Promise<void> {
  const [java = 'java', ...options] = await javaCommand();
  const entity = ['--entity-type', 'users', '--entity-name', user];
  const change = ['--alter', '--add-config', `consumer_byte_rate=${bytesPerSecond}`];
  const tool = ['kafka.admin.ConfigCommand', '--bootstrap-server', address];
  await promisify(execFile)(java, [...options, ...tool, ...entity, ...change], { timeout: 30_000 });
}
