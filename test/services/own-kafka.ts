import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { freePort, type ServerProcess, startServer } from './server-process.js';

const kafkaVersion = '4.3.1';
const clusterId = 'AAAAAAAAAAAAAAAAAAAAAQ';
const run = promisify(execFile);

/** A Kafka of our own: one node, on a free port, with its data in a temporary folder. */
export interface OwnKafka {
  readonly brokers: string[];
  readonly kind: 'java';
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  /** What a power cut does: no farewell, the data stay. */
  kill(): Promise<void>;
  /** Freezes the process, as a hanging disk does: connections stay open, nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Starts it again after `kill`, with the same address and data. */
  restart(): Promise<void>;
}

/** A listener beside the plain one, through which the broker also talks to itself. */
export interface ExtraListener {
  readonly name: string;
  readonly protocol: 'SASL_PLAINTEXT' | 'SASL_SSL' | 'SSL';
  readonly port: number;
}

export interface OwnKafkaOptions {
  readonly listeners?: readonly ExtraListener[];
  /** Lines for server.properties. */
  readonly properties?: readonly string[];
  /** Arguments for formatting the storage, such as users. */
  readonly format?: readonly string[];
}

/** A program out of Kafka's jars: what to run it with, before its class and arguments. */
export async function javaCommand(): Promise<string[]> {
  const classes = `${await jars()}/*`;
  await run('java', ['-version'], { timeout: 10_000 }).catch(() => {
    throw new Error('Java is not installed');
  });
  return ['java', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m', '-cp', classes];
}

/** @throws Error in words when there is no Java 17, or no Maven to fetch the jars with. */
export async function startOwnKafka(more: OwnKafkaOptions = {}): Promise<OwnKafka> {
  const java = await javaCommand();
  const folder = mkdtempSync(join(tmpdir(), 'seamline-kafka-'));
  const port = await freePort();
  const settings = join(folder, 'server.properties');
  const pidFile = join(folder, 'pid');
  writeFileSync(settings, properties(folder, port, await freePort(), more));
  const [program = '', ...options] = java;
  const format = [
    'kafka.tools.StorageTool',
    'format',
    '-t',
    clusterId,
    '-c',
    settings,
    ...(more.format ?? []),
  ];
  await run(program, [...options, ...format], { timeout: 60_000 });

  // The shell leaves its process id behind and becomes Kafka, so that a test can kill just that process.
  const command = ['sh', '-c', 'echo $$ >"$0"; exec "$@"', pidFile, ...java, 'kafka.Kafka', settings];
  const brokers = [`127.0.0.1:${port}`];
  const start = (): Promise<ServerProcess> => startServer(command, port, { isReady: () => answers(brokers) });
  const signal = (name: NodeJS.Signals) => process.kill(Number(readFileSync(pidFile, 'utf8')), name);
  let server: ServerProcess | undefined = await start();
  const end = async () => {
    await server?.stop();
    server = undefined;
  };
  return {
    brokers,
    kind: 'java',
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
    kill: async () => {
      signal('SIGKILL');
      await end();
    },
    freeze: () => void signal('SIGSTOP'),
    thaw: () => void signal('SIGCONT'),
    restart: async () => {
      server = await start();
    },
  };
}

/** It listens before it is a broker: until it knows its controller it can create no topic. */
async function answers(brokers: string[]): Promise<boolean> {
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    return cluster.controller !== null && cluster.controller >= 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect();
  }
}

/** The folder of Kafka's jars, fetched once for all checkouts, and again when the list of them changes. */
async function jars(): Promise<string> {
  const pom = join(import.meta.dirname, 'kafka.pom.xml');
  const list = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 8);
  const folder = join(homedir(), '.cache', 'seamline', 'kafka', `${kafkaVersion}-${list}`);
  if (existsSync(join(folder, 'complete'))) return folder;
  await run('mvn', ['--version'], { timeout: 30_000 }).catch(() => {
    throw new Error('Maven is not installed, so the jars of Kafka cannot be fetched');
  });
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fresh}`];
  const options = ['-B', '-q', '-ntp', '-f', pom, `-Dkafka.version=${kafkaVersion}`, ...goal];
  await run('mvn', options, { timeout: 300_000 });
  writeFileSync(join(fresh, 'complete'), '');
  // Another process may have been faster; its jars are as good as ours.
  try {
    renameSync(fresh, folder);
  } catch {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** One node that answers at once: no waiting for other members, brokers or replicas. */
function properties(
  folder: string,
  port: number,
  controllerPort: number,
  { listeners = [], properties: lines = [] }: OwnKafkaOptions,
): string {
  const extra = listeners.map(({ name, port: own }) => `,${name}://127.0.0.1:${own}`).join('');
  const protocols = listeners.map(({ name, protocol }) => `,${name}:${protocol}`).join('');
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${extra}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT${protocols}
log.dirs=${join(folder, 'data')}
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=4194304
${lines.join('\n')}
`;
}
