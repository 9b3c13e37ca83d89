import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startOwnKafka } from './own-kafka.js';

export interface RunningKafka {
  /** host:port of each */
  readonly brokers: string[];
  readonly kind: 'environment' | 'docker' | 'java';
  /** The folder of its partitions' logs, where it is our own. */
  readonly dataFolder?: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/**
 * A real Kafka: the one that `KAFKA_BROKERS` names, else the service `kafka` of docker-compose.yml where a Docker
 * engine runs, else Apache Kafka out of Maven's jars on the Java that is installed.
 *
 * @throws Error that says, for each way, why it could not be gone.
 */
export async function startKafka(env: NodeJS.ProcessEnv = process.env): Promise<RunningKafka> {
  const named = env['KAFKA_BROKERS'];
  if (named) return { brokers: named.split(','), kind: 'environment', stop: async () => {} };
  const reasons: string[] = [];
  for (const start of [startDocker, startJava]) {
    try {
      return await start();
    } catch (error) {
      reasons.push(error instanceof Error ? error.message.trim() : String(error));
    }
  }
  throw new Error(`no Kafka can be started (${reasons.join('; ')})`);
}

async function startDocker(): Promise<RunningKafka> {
  await run('docker', ['info'], { timeout: 5_000 }).catch(() => {
    throw new Error('no Docker engine runs');
  });
  await run('docker', ['compose', 'up', '--detach', '--wait', 'kafka'], { timeout: 180_000 });
  const { stdout } = await run('docker', ['compose', 'port', 'kafka', '9092'], { timeout: 10_000 });
  const stop = async () => void (await run('docker', ['compose', 'stop', 'kafka'], { timeout: 60_000 }));
  return { brokers: [stdout.trim().replace('0.0.0.0', '127.0.0.1')], kind: 'docker', stop };
}

async function startJava(): Promise<RunningKafka> {
  const { brokers, kind, dataFolder, stop } = await startOwnKafka();
  return { brokers, kind, dataFolder, stop };
}
